/** What the desk should look at; an alert stays until it is over or acknowledged. */
import { Badge, Button, Group, Stack, Switch, Text, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

import type { AlertKind } from '../data/generated';
import { useStore } from '../data/store';
import { words } from '../domain/format';
import { activeAlerts } from '../domain/tower';

const COLOURS: Partial<Record<AlertKind, string>> = { UNDERCUT_THREAT: 'orange', SC_OPPORTUNITY: 'yellow', TYRE_CLIFF: 'red', STALE_DATA: 'red' };

export function AlertList({ onChoose }: { onChoose: (driverNumber: number) => void }) {
  const alerts = useStore((state) => state.race.alerts);
  const field = useStore((state) => state.race.field);
  const acknowledged = useStore((state) => state.acknowledged);
  const acknowledge = useStore((state) => state.acknowledge);
  const [isLoud, setLoud] = useLocalStorage({ key: 'livef1.sound', defaultValue: false });
  const active = activeAlerts(alerts, acknowledged);
  useSound(active.map(([key]) => key), isLoud);
  const code = (number: number) => field?.cars.find((car) => car.driverNumber === number)?.driverCode ?? number;
  return (
    <Stack gap={4} p="xs" aria-label="Alerts" component="section">
      <Group justify="space-between">
        <Title order={2} size="h5">
          Alerts {active.length > 0 && `(${active.length})`}
        </Title>
        <Switch size="xs" label="Sound" checked={isLoud} onChange={(event) => setLoud(event.currentTarget.checked)} />
      </Group>
      {active.length === 0 && <Text size="sm" c="dimmed">Nothing that needs attention.</Text>}
      {active.slice(0, 30).map(([key, alert]) => (
        <Group key={key} gap="xs" wrap="nowrap">
          <Badge color={COLOURS[alert.kind] ?? 'gray'} variant="light" radius="sm" miw={150}>
            {words(alert.kind)}
          </Badge>
          <Button size="compact-xs" variant="subtle" onClick={() => onChoose(alert.driverNumber)}>
            {code(alert.driverNumber)}
          </Button>
          <Text size="sm" flex={1} truncate title={alert.cause}>
            {alert.cause}
          </Text>
          <Text size="xs" c="dimmed">
            since L{alert.firstLapNumber}
          </Text>
          <Button size="compact-xs" variant="default" onClick={() => acknowledge(key)} aria-label={`Ack: ${alert.cause}`}>
            Ack
          </Button>
        </Group>
      ))}
    </Stack>
  );
}

/** A short tone for an alert that was not there before. */
function useSound(keys: string[], isLoud: boolean) {
  const known = useRef<Set<string> | null>(null);
  const all = keys.join();
  useEffect(() => {
    const isNew = known.current !== null && keys.some((key) => !known.current?.has(key));
    known.current = new Set(keys);
    if (!isNew || !isLoud) return;
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.value = 0.08;
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.15);
    tone.onended = () => void audio.close();
  }, [all, isLoud]);
}
