/** The remote control of a race that is replayed: the same replay for everybody who follows it. */
import { ActionIcon, Button, Group, NumberInput, Progress, Select, Text, Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';

import { ask, Refused } from '../data/client';
import { ControlReplayDocument, type ReplayAction } from '../data/generated';
import { useStore } from '../data/store';
import { isOfTheDesk } from '../data/token';
import { raceTime, speedName } from '../domain/format';

const SPEEDS = [1, 2, 5, 10, 20, 50, 0];
/** A replay tells of itself every second; after so long it is not there any more. */
const SILENT_MS = 10_000;
const LOOK_MS = 2_000;

export function ReplayBar({ sessionKey }: { sessionKey: number }) {
  const replay = useStore((state) => state.race.replay);
  const token = useStore((state) => state.token);
  const canControl = useStore((state) => isOfTheDesk(state.claims));
  const isThere = useIsThere(replay?.toldTimeMs ?? null);
  const [refused, setRefused] = useState<string | null>(null);
  const [lap, setLap] = useState<number | string>('');
  if (!replay || replay.isOver || !isThere) return null;

  const tell = (action: ReplayAction, what: { speedFactor?: number; lapNumber?: number } = {}) =>
    ask(ControlReplayDocument, { sessionKey, action, ...what }, token).then(
      ({ controlReplay }) => setRefused(controlReplay.refusal),
      (error: unknown) => setRefused(error instanceof Refused ? error.message : 'The service does not answer.'),
    );
  const seek = () => {
    if (typeof lap === 'number') void tell('SEEK_LAP', { lapNumber: lap });
    setLap('');
  };
  return (
    <Group component="section" aria-label="Replay" className="status" gap="sm" wrap="wrap">
      <Tooltip label="A recorded race, as it was known then. What is done here is done for everybody who follows it.">
        <Text size="sm" fw={700} className="warm">
          REPLAY
        </Text>
      </Tooltip>
      <ActionIcon
        variant="default"
        size={30}
        disabled={!canControl}
        aria-label={replay.isPaused ? 'Play' : 'Pause'}
        onClick={() => void tell(replay.isPaused ? 'PLAY' : 'PAUSE')}
      >
        {replay.isPaused ? '▶' : '❚❚'}
      </ActionIcon>
      <Select
        size="xs"
        w={84}
        aria-label="Speed"
        disabled={!canControl}
        allowDeselect={false}
        data={SPEEDS.concat(SPEEDS.includes(replay.speedFactor) ? [] : [replay.speedFactor]).map((speed) => ({
          value: String(speed),
          label: speedName(speed),
        }))}
        value={String(replay.speedFactor)}
        onChange={(value) => void tell('SET_SPEED', { speedFactor: Number(value) })}
      />
      <Text size="sm" className="number" aria-label="Replay lap">
        Lap {replay.lapNumber} / {replay.lastLapNumber}
      </Text>
      <Progress flex={1} miw={80} value={(100 * replay.lapNumber) / Math.max(1, replay.lastLapNumber)} aria-label="Share of the race" />
      <Text size="sm" c="dimmed" className="number">
        {raceTime(replay.raceTimeS)}
      </Text>
      <Group gap={4} component="form" onSubmit={(event) => { event.preventDefault(); seek(); }}>
        <NumberInput
          size="xs"
          w={96}
          placeholder="go to lap"
          aria-label="Go to lap"
          disabled={!canControl}
          allowDecimal={false}
          hideControls
          min={replay.lapNumber + 1}
          max={replay.lastLapNumber}
          value={lap}
          onChange={setLap}
        />
        <Button size="compact-sm" variant="default" type="submit" disabled={!canControl || lap === ''}>
          Go
        </Button>
      </Group>
      {refused && (
        <Text size="sm" className="warm" role="alert">
          {refused}
        </Text>
      )}
    </Group>
  );
}

/** Whether a replay has told of itself of late. */
function useIsThere(toldTimeMs: number | null): boolean {
  const [nowMs, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return toldTimeMs !== null && nowMs - toldTimeMs < SILENT_MS;
}
