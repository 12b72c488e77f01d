/** What is always in sight: the race, its lap and track status, the weather, and whether all of this is current. */
import { ActionIcon, Badge, Button, Group, NumberInput, SegmentedControl, Select, Text, Title, Tooltip, useMantineColorScheme } from '@mantine/core';
import { memo, useEffect, useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';

import { useStore, useZone } from '../data/store';
import type { Session } from '../data/types';
import { circuitName, clock, words } from '../domain/format';
import { newestFirst } from '../domain/messages';

const QUIET_MS = 15_000;

export function TopBar() {
  return (
    <Group component="header" className="status" gap="md" wrap="wrap">
      <RaceStatus />
      <Latest />
      <Controls />
    </Group>
  );
}

function RaceStatus() {
  const field = useStore((state) => (state.isFollowing ? state.race.field : null));
  const status = field?.trackStatus;
  return (
    <>
      <Title order={1} size="h4">
        {field ? `${circuitName(field.circuit)} ${field.season ?? ''}` : 'LiveF1Strategy'}
      </Title>
      {field && (
        <>
          <Text fw={700} aria-label="Lap">
            {field.isFinished ? 'Finished' : `Lap ${field.leaderLap}${field.scheduledLaps ? ` / ${field.scheduledLaps}` : ''}`}
          </Text>
          <Badge className={`track-${status}`} size="lg" radius="sm" aria-label={`Track status ${words(status ?? '')}`}>
            {words(status ?? '')}
          </Badge>
          <Text size="sm" c="dimmed">
            {field.isRaining ? 'rain, ' : ''}
            {degrees('air', field.airTemperatureC)} {degrees('track', field.trackTemperatureC)}
          </Text>
        </>
      )}
    </>
  );
}

const Controls = memo(function Controls() {
  const isFollowing = useStore((state) => state.isFollowing);
  const sessions = useStore((state) => state.sessions);
  const sessionKey = useStore((state) => state.sessionKey);
  const [, go] = useLocation();
  return (
    <Group gap="xs" ml="auto">
      {isFollowing && <Staleness />}
      <Delay />
      <Zone />
      {sessions && sessions.length > 1 && (
        <Select
          size="xs"
          w={230}
          aria-label="Race"
          data={sessions.map((one) => ({ value: String(one.sessionKey), label: sessionName(one) }))}
          value={sessionKey === null ? null : String(sessionKey)}
          onChange={(value) => value && go(`/race/${value}`)}
        />
      )}
      <Button component={Link} href="/history" size="xs" variant="subtle">
        History
      </Button>
      <SignedIn />
      <ThemeSwitch />
    </Group>
  );
});

/** What race control said last. */
function Latest() {
  const messages = useStore((state) => state.race.messages);
  const zone = useZone();
  const isFollowing = useStore((state) => state.isFollowing);
  const latest = useMemo(() => newestFirst(messages)[0], [messages]);
  if (!latest || !isFollowing) return null;
  const text = `${clock(latest.eventTimeMs, zone)} ${latest.message}`;
  return (
    <Tooltip label={`Race control: ${text}`}>
      <Text size="sm" className="latest" role="status" aria-label="Latest message of race control">
        {text}
      </Text>
    </Tooltip>
  );
}

function sessionName(session: Session): string {
  return `${circuitName(session.circuit)} ${session.season ?? ''} L${session.leaderLap}`;
}

function degrees(where: string, celsius: number | null | undefined): string {
  return celsius == null ? '' : `${where} ${Math.round(celsius)} °C`;
}

/** Whether what is shown is the present: connection, age, and whether the service has lost its source. */
function Staleness() {
  const isConnected = useStore((state) => state.isConnected);
  const finished = useStore((state) => state.race.field?.isFinished);
  const stale = useStore((state) => state.sessions?.find((one) => one.sessionKey === state.sessionKey)?.stale);
  const zone = useZone();
  const { heardMs, nowMs } = useHeard();
  const age = heardMs === null ? null : Math.max(0, nowMs - heardMs);
  const [colour, text] = !isConnected
    ? ['red', 'reconnecting']
    : stale
      ? ['orange', 'stale: no Kafka']
      : age !== null && age > QUIET_MS && !finished
        ? ['yellow', `quiet for ${Math.round(age / 1000)} s`]
        : ['green', 'live'];
  return (
    <Tooltip label={`Last heard at ${clock(heardMs, zone)}. After a break everything that was missed is told.`}>
      <Badge color={colour} variant="dot" size="lg" role="status" aria-label="Connection" aria-live="polite">
        {text}
      </Badge>
    </Tooltip>
  );
}

/** When something was heard last; looked at once a second, not whenever something is heard. */
function useHeard(): { heardMs: number | null; nowMs: number } {
  const look = () => ({ heardMs: useStore.getState().heardMs, nowMs: Date.now() });
  const [seen, see] = useState(look);
  useEffect(() => {
    const timer = setInterval(() => see(look()), 1000);
    return () => clearInterval(timer);
  }, []);
  return seen;
}

function Delay() {
  const delayS = useStore((state) => state.delayS);
  const delay = useStore((state) => state.delay);
  return (
    <Tooltip label="Delays everything alike, to match a television picture that comes later.">
      <NumberInput
        size="xs"
        w={92}
        min={0}
        max={120}
        suffix=" s delay"
        aria-label="Delay in seconds"
        value={delayS}
        onChange={(value) => delay(Math.min(120, Math.max(0, Number(value) || 0)))}
      />
    </Tooltip>
  );
}

function Zone() {
  const isTrackTime = useStore((state) => state.isTrackTime);
  const tell = useStore((state) => state.tellTrackTime);
  return (
    <Tooltip label="Times as on your own clock, or as at the circuit.">
      <SegmentedControl
        size="xs"
        aria-label="Time zone"
        data={[
          { value: 'local', label: 'My time' },
          { value: 'track', label: 'Track time' },
        ]}
        value={isTrackTime ? 'track' : 'local'}
        onChange={(value) => tell(value === 'track')}
      />
    </Tooltip>
  );
}

function SignedIn() {
  const claims = useStore((state) => state.claims);
  const token = useStore((state) => state.token);
  return (
    <Tooltip label={`Roles: ${claims.roles.join(', ')}${claims.expiresMs ? `; until ${clock(claims.expiresMs)}` : ''}`}>
      <Button component={Link} href="/sign-in" size="xs" variant="default">
        {token ? claims.subject : 'Sign in'}
      </Button>
    </Tooltip>
  );
}

function ThemeSwitch() {
  const { colorScheme, toggleColorScheme } = useMantineColorScheme();
  return (
    <ActionIcon variant="default" size={30} onClick={toggleColorScheme} aria-label="Switch between dark and light">
      {colorScheme === 'dark' ? '☀' : '☾'}
    </ActionIcon>
  );
}
