/** Races that the service knows, and what each model says of itself. */
import { Anchor, Card, Group, Loader, Stack, Table, Text, Title, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';

import { ask } from '../data/client';
import { ModelCardsDocument, type ModelCardsQuery } from '../data/generated';
import { useStore } from '../data/store';
import { circuitName } from '../domain/format';

type Card = ModelCardsQuery['modelCards'][number];

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
              <Table.Th scope="col">Laps</Table.Th>
              <Table.Th scope="col">Last heard</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sessions.map((one) => (
              <Table.Tr key={one.sessionKey}>
                <Table.Td>
                  <Anchor style={{ color: 'light-dark(#0b6e80, #66d9e8)' }} component={Link} href={`/race/${one.sessionKey}`}>
                    {circuitName(one.circuit)} {one.season}
                  </Anchor>
                </Table.Td>
                <Table.Td className="number">{one.leaderLap}{one.scheduledLaps ? ` / ${one.scheduledLaps}` : ''}{one.isFinished ? ', finished' : ''}</Table.Td>
                <Table.Td>{new Date(one.lastUpdateTimeMs).toLocaleString([], { hour12: false })}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="sm" c="dimmed">The report of a race or season, with calls judged and forecasts scored: <code>f1strategy report</code>.</Text>
      <ModelCards />
    </Stack>
  );
}

function ModelCards() {
  const token = useStore((state) => state.token);
  const [cards, setCards] = useState<readonly Card[] | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  useEffect(() => {
    ask(ModelCardsDocument, {}, token).then(({ modelCards }) => setCards(modelCards), () => setCards([]));
  }, [token]);
  return (
    <Stack gap="xs" component="section" aria-label="Models">
      <Title order={2} size="h3">Models</Title>
      <Text size="sm" c="dimmed">What each was trained on, how good it is beside its baseline, and where not to trust it.</Text>
      <Group gap="xs" align="flex-start">
        {cards?.map((card) => (
          <UnstyledButton key={card.name} onClick={() => setOpen(open === card.name ? null : card.name)} aria-expanded={open === card.name}>
            <Card withBorder p="xs">{card.title}</Card>
          </UnstyledButton>
        ))}
      </Group>
      {cards?.filter((card) => card.name === open).map((card) => (
        <Card withBorder key={card.name} component="pre" style={{ whiteSpace: 'pre-wrap' }} fz="sm">
          {card.markdown}
        </Card>
      ))}
    </Stack>
  );
}
