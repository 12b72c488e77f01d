/** Driver Detail: what one car can do, why the engine says so, and what the desk says to that. */
import { Group, Stack, Text, Title } from '@mantine/core';
import { memo, useDeferredValue } from 'react';

import { useStore } from '../data/store';
import type { OptionSet } from '../data/types';
import { percent, UNKNOWN } from '../domain/format';
import { CallBadge } from '../widgets/CallBadge';
import { Tyre } from '../widgets/Tyre';
import { Comments } from './Comments';
import { Contingencies, Duels } from './Around';
import { Degradation } from './Degradation';
import { GapBetween } from './GapBetween';
import { OptionTable } from './OptionTable';
import { StintTimeline } from './StintTimeline';
import { WhatIf } from './WhatIf';

/** A car that one comes out beside, or that there is none. */
function neighbour(code: string | null, gapS: number | null, where: string): string {
  return gapS == null ? `nobody ${where}` : `${code ?? UNKNOWN} ${gapS.toFixed(1)} s ${where}`;
}

interface Props {
  sessionKey: number;
  driverNumber: number;
}

export const DriverDetail = memo(function DriverDetail({ sessionKey, driverNumber }: Props) {
  const car = useStore((state) => state.race.field?.cars.find((one) => one.driverNumber === driverNumber));
  // The tower says first that there is something new; what it is in full is drawn in short turns after that.
  const options = useDeferredValue(useStore((state) => state.race.options[driverNumber]));
  const name = car?.driverCode ?? String(driverNumber);
  if (!car) return <Text p="md">There is no car {driverNumber} in this race.</Text>;
  return (
    <Stack gap="md" component="article" aria-label={`Driver Detail ${name}`}>
      <Group>
        <Title order={2} size="h3">
          {name}
        </Title>
        <Text c="dimmed">{car.teamName}</Text>
        <Text fw={700}>{car.isRetired ? 'out' : `P${car.position}`}</Text>
        <Tyre compound={car.compound} ageLaps={car.tyreAgeLaps} />
        {options && <CallBadge call={options.call} reason={options.callReason} size="lg" />}
      </Group>
      {options ? (
        <>
          <Text size="sm">{options.callReason || 'No reason was given.'}</Text>
          <Text size="sm" c="dimmed">
            After lap {options.lapNumber}, {options.lapsToGo} to go; stop within three laps {percent(options.stopWithin3LapsProbability)}
            {options.futures ? `; ${options.futures} futures` : ''}.
          </Text>
          <OptionTable sessionKey={sessionKey} options={options} />
          {options.rejoin && (
            <Text size="sm">
              A stop now comes out P{options.rejoin.position}
              {options.rejoin.positionLow != null && ` (P${options.rejoin.positionLow} to P${options.rejoin.positionHigh})`}, loses{' '}
              {options.rejoin.pitLossS.toFixed(1)} s: {neighbour(options.rejoin.aheadDriverCode, options.rejoin.aheadGapS, 'ahead')},{' '}
              {neighbour(options.rejoin.behindDriverCode, options.rejoin.behindGapS, 'behind')}.
            </Text>
          )}
          <PitLoss options={options} />
          <StintTimeline driverNumber={driverNumber} options={options} />
          <Contingencies options={options} />
          <Duels options={options} />
          <WhatIf sessionKey={sessionKey} driverNumber={driverNumber} options={options} />
        </>
      ) : (
        <Text c="dimmed">No options of {name} yet: they come with the end of its first laps.</Text>
      )}
      <GapBetween driverNumber={driverNumber} />
      <Degradation driverNumber={driverNumber} />
      <Comments sessionKey={sessionKey} driverNumber={driverNumber} revision={options?.revision ?? null} />
    </Stack>
  );
});

/** What a stop on the next lap costs, as the race is and as it would be. */
function PitLoss({ options }: { options: OptionSet }) {
  if (options.pitLosses.length === 0) return null;
  return (
    <Text size="sm">
      A stop costs{' '}
      {options.pitLosses
        .map((one) => {
          const band = one.pitLossLowS == null || one.pitLossHighS == null ? '' : ` (${one.pitLossLowS.toFixed(1)} to ${one.pitLossHighS.toFixed(1)})`;
          return `${one.pitLossS.toFixed(1)} s${band} under ${one.trackStatus === 'GREEN' ? 'green' : one.trackStatus}`;
        })
        .join(', ')}
      .
    </Text>
  );
}
