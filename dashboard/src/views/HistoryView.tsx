/** Races that the service knows, and what each model says of itself. */
import { Anchor, Loader, Stack, Table, Text, Title } from '@mantine/core';
import { Link } from 'wouter';

import { useStore } from '../data/store';
import { circuitName, moment } from '../domain/format';
import { ModelCards } from './ModelCards';
import { Reports } from './Reports';

export function HistoryView() {
  const sessions = useStore((state) => state.sessions);
  return (
    <Stack component="main" p="md" style={{ overflow: 'auto' }} flex={1}>
      <Title order={2} size="h3">Races</Title>
      {sessions === null && <Loader aria-label="Loading the races" />}
      {sessions?.length === 0 && <Text c="dimmed">No race yet.</Text>}
      {sessions && sessions.length > 0 && (
        <Table aria-label="Races" w="auto">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Race</Table.Th>
              <Table.Th scope="col" className="number">Laps</Table.Th>
              <Table.Th scope="col">Last heard</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sessions.map((one) => (
              <Table.Tr key={one.sessionKey}>
                <Table.Td>
                  <Anchor className="link" component={Link} href={`/race/${one.sessionKey}`}>
                    {circuitName(one.circuit)} {one.season}
                  </Anchor>
                </Table.Td>
                <Table.Td className="number">{one.leaderLap}{one.scheduledLaps ? ` / ${one.scheduledLaps}` : ''}{one.isFinished ? ', finished' : ''}</Table.Td>
                <Table.Td>{moment(one.lastUpdateTimeMs)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Reports />
      <ModelCards />
    </Stack>
  );
}
