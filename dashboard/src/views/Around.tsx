/** The cars around, and what a safety car, VSC, red flag or rain would change now. */
import { SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';

import { useStore } from '../data/store';
import type { OptionSet } from '../data/types';
import { fixed, gap, percent, place, UNKNOWN } from '../domain/format';
import { CallBadge } from '../widgets/CallBadge';

export const Contingencies = memo(function Contingencies({ options }: { options: OptionSet }) {
  if (options.contingencies.length === 0) return null;
  return (
    <Stack gap={4} component="section" aria-label="If it happens now">
      <Title order={3} size="h5">
        If it happens now
      </Title>
      <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="xs">
        {options.contingencies.map((one) => (
          <Stack key={one.event} gap={2} className="panel" p="xs">
            <Text fw={700} size="sm">
              {one.event}
            </Text>
            <CallBadge call={one.call} reason={`${one.label}: ${place(one.meanPosition)}`} />
            <Text size="sm">{one.label}</Text>
            <Text size="xs" c="dimmed">
              {place(one.meanPosition)}, {one.gainPlaces == null ? UNKNOWN : `${gap(one.gainPlaces)} places`}
              {one.gainLowPlaces != null && ` (${fixed(one.gainLowPlaces)} to ${fixed(one.gainHighPlaces)})`}
            </Text>
          </Stack>
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        Normally: {options.plans[0]?.label ?? UNKNOWN}, {place(options.plans[0]?.meanPosition)}. Places: won against driving on as planned.
      </Text>
    </Stack>
  );
});

export const Duels = memo(function Duels({ options }: { options: OptionSet }) {
  const codes = useStore(
    useShallow((state) => Object.fromEntries((state.race.field?.cars ?? []).map((car) => [car.driverNumber, car.driverCode]))),
  );
  const code = (number: number) => codes[number] ?? number;
  if (options.duels.length === 0) return null;
  return (
    <Stack gap={4} component="section" aria-label="Undercuts">
      <Title order={3} size="h5">
        Undercuts
      </Title>
      <Table className="options" aria-label="Undercuts">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Rival</Table.Th>
            <Table.Th scope="col" className="number">Gap [s]</Table.Th>
            <Table.Th scope="col" className="number">Chance</Table.Th>
            <Table.Th scope="col" className="number">Margin [s]</Table.Th>
            <Table.Th scope="col" className="number">Best lap</Table.Th>
            <Table.Th scope="col" className="number">Answer within</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {options.duels.map((duel) => (
            <Table.Tr key={`${duel.rivalDriverNumber}${duel.isThreat}`}>
              <Table.Td>
                {duel.isThreat ? `by ${code(duel.rivalDriverNumber)} (threat)` : `on ${code(duel.rivalDriverNumber)}`}
              </Table.Td>
              <Table.Td className="number">{gap(duel.gapS)}</Table.Td>
              <Table.Td className="number">{percent(duel.undercutProbability)}</Table.Td>
              <Table.Td className="number">{gap(duel.marginS)}</Table.Td>
              <Table.Td className="number">{duel.bestLapNumber ?? UNKNOWN}</Table.Td>
              <Table.Td className="number">{duel.answerWithinLaps == null ? UNKNOWN : `${duel.answerWithinLaps} laps`}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
});
