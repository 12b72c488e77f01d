/** The timing tower. A chosen car turns gaps into gaps to it. */
import { Table, Text, Tooltip } from '@mantine/core';
import { memo, type KeyboardEvent } from 'react';

import { useShades } from '../data/shades';
import { useStore } from '../data/store';
import type { Driver, Field } from '../data/types';
import { gap, gapToLeader, lapTime, percent, UNKNOWN } from '../domain/format';
import { driven, type Shade } from '../domain/stints';
import { towerRows, type Row } from '../domain/tower';
import { CallBadge } from '../widgets/CallBadge';
import { StintBar } from '../widgets/StintBar';
import { Tyre } from '../widgets/Tyre';

const COLUMNS: [string, string][] = [
  ['Pos', 'Place in the race, and places won or lost since the start'],
  ['Driver', 'Three letters and the team’s colour'],
  ['Gap', 'Seconds behind the leader; with a driver chosen, to that car'],
  ['Int', 'Seconds behind the car ahead'],
  ['Last', 'Last lap time'],
  ['Best', 'Best lap time of the race'],
  ['Tyre', 'Compound and age in laps'],
  ['Stops', 'Pit stops so far'],
  ['Stints', 'Tyres lap by lap; shaded: safety car, VSC, red flag'],
  ['Next stop', 'Lap and compound of the best plan’s next stop'],
  ['Threat', 'Highest chance that a car behind undercuts this one'],
  ['Call', 'What the engine says now; hover for why'],
];

interface Props {
  field: Field;
  chosen: number | null;
  onChoose: (driverNumber: number) => void;
}

export function Tower({ field, chosen, onChoose }: Props) {
  const options = useStore((state) => state.race.options);
  const drivers = useStore((state) => state.race.drivers);
  const decisions = useStore((state) => state.race.decisions);
  const rows = towerRows(field, options, chosen);
  const shaded = useShades();
  const laps = field.scheduledLaps ?? field.leaderLap;
  return (
    <Table className="tower" highlightOnHover aria-label="Timing tower">
      <Head />
      <Table.Tbody>
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
      </Table.Tbody>
    </Table>
  );
}

const Head = memo(() => (
  <Table.Thead>
    <Table.Tr>
      {COLUMNS.map(([name, meaning]) => (
        <Table.Th key={name} scope="col">
          <Tooltip label={meaning}>
            <span>{name}</span>
          </Tooltip>
        </Table.Th>
      ))}
    </Table.Tr>
  </Table.Thead>
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
    <Table.Tr
      className={row.car.isRetired ? 'out' : undefined}
      tabIndex={0}
      aria-selected={isChosen}
      onClick={() => onChoose(number)}
      onKeyDown={(event) => byKey(event, () => onChoose(number))}
      data-driver={number}
    >
      <Cells {...row} />
    </Table.Tr>
  );
});

function Cells(row: Omit<RowProps, 'isChosen' | 'onChoose'>) {
  const { car, gained, options, best, driver, laps, shaded, isLocked, hasChosen } = row;
  const stop = best?.stops[0];
  return (
    <>
      <Table.Td className="number">
        {car.isRetired ? 'out' : car.position}
        <Text span size="xs" c={gained && gained > 0 ? undefined : 'dimmed'} className={gained && gained > 0 ? 'won' : undefined} ml={4}>
          {gained === null || gained === 0 ? '' : gained > 0 ? `▲${gained}` : `▼${-gained}`}
        </Text>
      </Table.Td>
      <Table.Td>
        <span className="team" style={{ background: `#${car.teamColour ?? '888888'}` }} />
        <b>{car.driverCode ?? car.driverNumber}</b>
        {car.isInPit && <Text span size="xs" fw={700} className="warm"> PIT</Text>}
        {isLocked && <span role="img" aria-label="option locked"> 🔒</span>}
      </Table.Td>
      <Table.Td className="number">
        {hasChosen ? gap(row.relativeS) : gapToLeader(car.gapToLeaderS, car.lapsBehind)}
      </Table.Td>
      <Table.Td className="number">{gap(car.intervalS)}</Table.Td>
      <Table.Td className="number">{lapTime(car.lastLapTimeS)}</Table.Td>
      <Table.Td className="number">{lapTime(car.bestLapTimeS)}</Table.Td>
      <Table.Td>
        <Tyre compound={car.compound} ageLaps={car.tyreAgeLaps} />
      </Table.Td>
      <Table.Td className="number">{car.pitStops}</Table.Td>
      <Table.Td miw={70}>
        <StintBar stretches={driven(driver)} shades={shaded} laps={laps} label={`Stints of ${car.driverCode ?? car.driverNumber}`} />
      </Table.Td>
      <Table.Td>{stop ? <>L{stop.lapNumber} <Tyre compound={stop.compound} /></> : UNKNOWN}</Table.Td>
      <Table.Td className="number">{percent(row.threat)}</Table.Td>
      <Table.Td>{options && !car.isRetired ? <CallBadge call={options.call} reason={options.callReason} /> : UNKNOWN}</Table.Td>
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
