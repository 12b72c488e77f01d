/** What is always in sight: the race, its lap and track status, the weather, and whether all of this is current. */
import { ActionIcon, Badge, Button, Group, NumberInput, SegmentedControl, Select, Text, Title, Tooltip, useMantineColorScheme } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';

import { useStore, useZone } from '../data/store';
import type { Session } from '../data/types';
import { circuitName, clock, words } from '../domain/format';

const QUIET_MS = 15_000;

export function TopBar() {
  const isFollowing = useStore((state) => state.isFollowing);
  const field = useStore((state) => (state.isFollowing ? state.race.field : null));
  const sessions = useStore((state) => state.sessions);
  const sessionKey = useStore((state) => state.sessionKey);
  const [, go] = useLocation();
  const status = field?.trackStatus;
  return (
    <Group component="header" className="status" gap="md" wrap="wrap">
      <Title order={1} size="h4">
        {field ? `${circuitName(field.circuit)} ${field.season ?? ''}` : 'LiveF1Strategy'}
      </Title>
      {field && (
        <>
          <Text fw={700} aria-label="Lap">
            {field.isFinished ? 'Finished' : `Lap ${field.leaderLap}`}
            {field.scheduledLaps ? ` / ${field.scheduledLaps}` : ''}
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
    </Group>
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
  const heardMs = useStore((state) => state.heardMs);
  const finished = useStore((state) => state.race.field?.isFinished);
  const stale = useStore((state) => state.sessions?.find((one) => one.sessionKey === state.sessionKey)?.stale);
  const zone = useZone();
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
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
      <Badge color={colour} variant="dot" size="lg" role="status" aria-live="polite">
        {text}
      </Badge>
    </Tooltip>
  );
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
