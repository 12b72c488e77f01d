/** What race control says, the newest first. */
import { Badge, Group, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { memo, useMemo } from 'react';

import { useStore, useZone } from '../data/store';
import { clock } from '../domain/format';
import { newestFirst } from '../domain/messages';

const SHOWN = 60;

export const RaceControl = memo(function RaceControl() {
  const messages = useStore((state) => state.race.messages);
  const zone = useZone();
  const shown = useMemo(() => newestFirst(messages).slice(0, SHOWN), [messages]);
  return (
    <Stack gap={4} p="xs" aria-label="Race control" component="section">
      <Title order={2} size="h5">
        Race control
      </Title>
      {shown.length === 0 && (
        <Text size="sm" c="dimmed">
          No message yet.
        </Text>
      )}
      <ScrollArea.Autosize mah={170} viewportProps={{ role: 'group', tabIndex: 0, 'aria-label': 'Messages of race control' }}>
        {shown.map((one) => (
          <Group key={one.messageId} gap="xs" wrap="nowrap" align="baseline">
            <Text size="xs" c="dimmed" className="number" miw={62}>
              {clock(one.eventTimeMs, zone)}
            </Text>
            <Text size="xs" c="dimmed" miw={28}>
              {one.lapNumber === null ? '' : `L${one.lapNumber}`}
            </Text>
            {one.flag && (
              <Badge size="sm" radius="sm" className={`flag flag-${one.flag.replaceAll(' ', '-')}`}>
                {one.flag}
              </Badge>
            )}
            <Text size="sm" flex={1}>
              {one.message}
            </Text>
          </Group>
        ))}
      </ScrollArea.Autosize>
    </Stack>
  );
});
