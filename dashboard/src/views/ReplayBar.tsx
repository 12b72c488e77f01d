/** The remote control of a race that is replayed: the same replay for everybody who follows it. */
import { ActionIcon, Button, Group, NumberInput, Select, Text, Tooltip } from '@mantine/core';
import { memo, useEffect, useState } from 'react';

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
  const isThere = useIsThere(replay?.toldTimeMs ?? null);
  if (!replay || replay.isOver || !isThere) return null;
  const { isPaused, speedFactor, lastLapNumber } = replay;
  return (
    <Group component="section" aria-label="Replay" className="status" gap="sm" wrap="wrap">
      <Controls {...{ sessionKey, isPaused, speedFactor, lastLapNumber }} />
      <Text size="sm" className="number" aria-label="Replay lap">
        Lap {replay.lapNumber} / {lastLapNumber}
      </Text>
      <progress className="replayed" max={lastLapNumber} value={replay.lapNumber} aria-label="Share of the race" />
      <Text size="sm" c="dimmed" className="number">
        {raceTime(replay.raceTimeS)}
      </Text>
    </Group>
  );
}

interface ControlsProps {
  sessionKey: number;
  isPaused: boolean;
  speedFactor: number;
  lastLapNumber: number;
}

/** Apart from what moves every second. */
const Controls = memo(function Controls({ sessionKey, isPaused, speedFactor, lastLapNumber }: ControlsProps) {
  const token = useStore((state) => state.token);
  const canControl = useStore((state) => isOfTheDesk(state.claims));
  const [refused, setRefused] = useState<string | null>(null);
  const [lap, setLap] = useState<number | string>('');
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
    <>
      <Tooltip label="A recorded race, as it was known then. What is done here is done for everybody who follows it.">
        <Text size="sm" fw={700} className="warm">
          REPLAY
        </Text>
      </Tooltip>
      <ActionIcon
        variant="default"
        size={30}
        disabled={!canControl}
        aria-label={isPaused ? 'Play' : 'Pause'}
        onClick={() => void tell(isPaused ? 'PLAY' : 'PAUSE')}
      >
        {isPaused ? '▶' : '❚❚'}
      </ActionIcon>
      <Select
        size="xs"
        w={84}
        aria-label="Speed"
        disabled={!canControl}
        allowDeselect={false}
        data={SPEEDS.concat(SPEEDS.includes(speedFactor) ? [] : [speedFactor]).map((speed) => ({
          value: String(speed),
          label: speedName(speed),
        }))}
        value={String(speedFactor)}
        onChange={(value) => void tell('SET_SPEED', { speedFactor: Number(value) })}
      />
      <Group gap={4} component="form" onSubmit={(event) => { event.preventDefault(); seek(); }}>
        <NumberInput
          size="xs"
          w={96}
          placeholder="go to lap"
          aria-label="Go to lap"
          disabled={!canControl}
          allowDecimal={false}
          hideControls
          min={1}
          max={lastLapNumber}
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
    </>
  );
});

/** Whether a replay has told of itself of late. */
function useIsThere(toldTimeMs: number | null): boolean {
  const [nowMs, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return toldTimeMs !== null && nowMs - toldTimeMs < SILENT_MS;
}
