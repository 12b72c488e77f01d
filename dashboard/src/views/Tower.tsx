/** The timing tower. A chosen car turns gaps into gaps to it. Plain elements: it is drawn more often than all else. */
import { Tooltip } from '@mantine/core';
import { memo, type KeyboardEvent } from 'react';

import { useShades } from '../data/shades';
import { useStore } from '../data/store';
import type { Driver } from '../data/types';
import { gap, gapToLeader, lapTime, percent, UNKNOWN } from '../domain/format';
import { driven, type Shade } from '../domain/stints';
import { towerRows, type Row } from '../domain/tower';
import { CallBadge } from '../widgets/CallBadge';
import { StintBar } from '../widgets/StintBar';
import { Tyre } from '../widgets/Tyre';

const COLUMNS: [string, string, 'number'?][] = [
  ['Pos', 'Place in the race, and places won or lost since the start', 'number'],
  ['Driver', 'Three letters and the team’s colour'],
  ['Gap', 'Seconds behind the leader; with a driver chosen, to that car', 'number'],
  ['Int', 'Seconds behind the car ahead', 'number'],
  ['Last', 'Last lap time', 'number'],
  ['Best', 'Best lap time of the race', 'number'],
  ['Tyre', 'Compound and age in laps'],
  ['Stops', 'Pit stops so far', 'number'],
  ['Stints', 'Tyres lap by lap; shaded: safety car, VSC, red flag'],
  ['Next stop', 'Lap and compound of the best plan’s next stop'],
  ['Threat', 'Highest chance that a car behind undercuts this one', 'number'],
  ['Call', 'What the engine says now; hover for why'],
];

interface Props {
  chosen: number | null;
  onChoose: (driverNumber: number) => void;
}

export const Tower = memo(function Tower({ chosen, onChoose }: Props) {
  const field = useStore((state) => state.race.field);
  const shaded = useShades();
  const options = useStore((state) => state.race.options);
  const drivers = useStore((state) => state.race.drivers);
  const decisions = useStore((state) => state.race.decisions);
  if (!field) return null;
  const rows = towerRows(field, options, chosen);
  const laps = field.scheduledLaps ?? field.leaderLap;
  return (
    <table className="tower" aria-label="Timing tower">
      <Head />
      <tbody>
        {rows.map((row) => {
          const number = row.car.driverNumber;
          return (
            <TowerRow
              key={number}
              {...row}
              driver={drivers[number]}
              laps={laps}
              shaded={shaded}
              isLocked={decisions[`${number}:lock`]?.lock != null}
              isChosen={number === chosen}
              hasChosen={chosen !== null}
              onChoose={onChoose}
            />
          );
        })}
      </tbody>
    </table>
  );
});

const Head = memo(() => (
  <thead>
    <tr>
      {COLUMNS.map(([name, meaning, kind]) => (
        <th key={name} scope="col" className={kind}>
          <Tooltip label={meaning}>
            <span>{name}</span>
          </Tooltip>
        </th>
      ))}
    </tr>
  </thead>
));

interface RowProps extends Row {
  driver: Driver | undefined;
  laps: number;
  shaded: Shade[];
  isLocked: boolean;
  isChosen: boolean;
  hasChosen: boolean;
  onChoose: (driverNumber: number) => void;
}

/** One car: drawn again only when something of it has changed. */
const TowerRow = memo(function TowerRow({ isChosen, onChoose, ...row }: RowProps) {
  const number = row.car.driverNumber;
  return (
    <tr
      className={row.car.isRetired ? 'out' : undefined}
      tabIndex={0}
      aria-selected={isChosen}
      onClick={() => onChoose(number)}
      onKeyDown={(event) => byKey(event, () => onChoose(number))}
      data-driver={number}
    >
      <Cells {...row} />
    </tr>
  );
});

function Cells(row: Omit<RowProps, 'isChosen' | 'onChoose'>) {
  const { car, gained, options, best, driver, laps, shaded, isLocked, hasChosen } = row;
  const stop = best?.stops[0];
  return (
    <>
      <td className="number">
        {car.isRetired ? 'out' : car.position}
        <small className={gained && gained > 0 ? 'won' : 'pale'}>
          {gained === null || gained === 0 ? '' : gained > 0 ? `▲${gained}` : `▼${-gained}`}
        </small>
      </td>
      <td>
        <span className="team" style={{ background: `#${car.teamColour ?? '888888'}` }} />
        <b>{car.driverCode ?? car.driverNumber}</b>
        {car.isInPit && <small className="warm">{'\u00a0'}PIT</small>}
        {isLocked && <span role="img" aria-label="option locked">{'\u00a0'}🔒</span>}
      </td>
      <td className="number">
        {hasChosen ? gap(row.relativeS) : gapToLeader(car.gapToLeaderS, car.lapsBehind)}
      </td>
      <td className="number">{gap(car.intervalS)}</td>
      <td className="number">{lapTime(car.lastLapTimeS)}</td>
      <td className="number">{lapTime(car.bestLapTimeS)}</td>
      <td>
        <Tyre compound={car.compound} ageLaps={car.tyreAgeLaps} />
      </td>
      <td className="number">{car.pitStops}</td>
      <td className="bar">
        <StintBar stretches={driven(driver)} shades={shaded} laps={laps} label={`Stints of ${car.driverCode ?? car.driverNumber}`} />
      </td>
      <td>{stop ? <>L{stop.lapNumber} <Tyre compound={stop.compound} /></> : UNKNOWN}</td>
      <td className="number">{percent(row.threat)}</td>
      <td>{options && !car.isRetired ? <CallBadge call={options.call} reason={options.callReason} /> : UNKNOWN}</td>
    </>
  );
}

/** Arrows move through the rows; Enter and the space bar choose. */
function byKey(event: KeyboardEvent<HTMLTableRowElement>, choose: () => void) {
  const row = event.currentTarget;
  const other = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  if (other instanceof HTMLElement) other.focus();
  else if (event.key === 'Enter' || event.key === ' ') choose();
  else return;
  event.preventDefault();
}
