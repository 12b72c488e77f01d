/** What the desk should look at; an alert stays until it is over or acknowledged. */
import { Badge, Button, Group, Stack, Switch, Text, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { memo, useEffect, useRef } from 'react';

import type { AlertKind } from '../data/generated';
import { useCodes, useStore } from '../data/store';
import type { Alert } from '../data/types';
import { words } from '../domain/format';
import { activeAlerts } from '../domain/tower';

const COLOURS: Partial<Record<AlertKind, string>> = { UNDERCUT_THREAT: 'orange', SC_OPPORTUNITY: 'yellow', TYRE_CLIFF: 'red', STALE_DATA: 'red' };

const SHOWN = 30;

export const AlertList = memo(function AlertList({ onChoose }: { onChoose: (driverNumber: number) => void }) {
  const alerts = useStore((state) => state.race.alerts);
  const codes = useCodes();
  const acknowledged = useStore((state) => state.acknowledged);
  const [isLoud, setLoud] = useLocalStorage({ key: 'livef1.sound', defaultValue: false });
  const active = activeAlerts(alerts, acknowledged);
  useSound(active.map(([key]) => key), isLoud);
  return (
    <Stack gap={4} p="xs" aria-label="Alerts" component="section">
      <Group justify="space-between">
        <Title order={2} size="h5">
          Alerts {active.length > 0 && `(${active.length})`}
        </Title>
        <Switch size="xs" label="Sound" checked={isLoud} onChange={(event) => setLoud(event.currentTarget.checked)} />
      </Group>
      {active.length === 0 && <Text size="sm" c="dimmed">Nothing that needs attention.</Text>}
      <div className="alerts" role="group" aria-label="Active alerts" tabIndex={active.length ? 0 : undefined}>
        {active.slice(0, SHOWN).map(([key, alert]) => (
          <AlertRow key={key} id={key} alert={alert} code={codes[alert.driverNumber] ?? String(alert.driverNumber)} onChoose={onChoose} />
        ))}
      </div>
    </Stack>
  );
});

interface RowProps {
  id: string;
  alert: Alert;
  code: string;
  onChoose: (driverNumber: number) => void;
}

const AlertRow = memo(function AlertRow({ id, alert, code, onChoose }: RowProps) {
  const acknowledge = useStore((state) => state.acknowledge);
  return (
    <Group gap="xs" wrap="nowrap" mb={4}>
      <Badge color={COLOURS[alert.kind] ?? 'gray'} variant="light" radius="sm" miw={150}>
        {words(alert.kind)}
      </Badge>
      <Button size="compact-xs" variant="subtle" miw={52} onClick={() => onChoose(alert.driverNumber)}>
        {code}
      </Button>
      <Text size="sm" flex={1} truncate title={alert.cause}>
        {alert.cause}
      </Text>
      <Text size="xs" c="dimmed">
        since L{alert.firstLapNumber}
      </Text>
      <Button size="compact-xs" variant="default" onClick={() => acknowledge(id)} aria-label={`Ack: ${alert.cause}`}>
        Ack
      </Button>
    </Group>
  );
});

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
