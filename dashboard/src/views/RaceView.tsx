/** The race: the tower, alerts, and beside them the chosen car or the charts of the whole field. */
import { Anchor, Center, Loader, Stack, Tabs, Text, Title } from '@mantine/core';
import { useCallback } from 'react';
import { Link, useLocation } from 'wouter';

import { useStore } from '../data/store';
import { AlertList } from './AlertList';
import { Charts } from './Charts';
import { DriverDetail } from './DriverDetail';
import { RaceControl } from './RaceControl';
import { ReplayBar } from './ReplayBar';
import { Tower } from './Tower';

export function RaceView({ sessionKey, driverNumber }: { sessionKey: number; driverNumber: number | null }) {
  const isKnown = useStore((state) => state.race.field !== null);
  const sessions = useStore((state) => state.sessions);
  const [, go] = useLocation();
  const choose = useCallback(
    (number: number) => go(`/race/${sessionKey}/${number === driverNumber ? '' : number}`),
    [go, sessionKey, driverNumber],
  );
  if (!isKnown) {
    const isUnknown = sessions !== null && !sessions.some((one) => one.sessionKey === sessionKey);
    return (
      <Center component="main" flex={1}>
        {isUnknown ? <UnknownRace sessionKey={sessionKey} /> : <Loader aria-label="Loading the race" />}
      </Center>
    );
  }
  return (
    <>
    <ReplayBar sessionKey={sessionKey} />
    <main className="panels">
      <section className="panel" aria-label="Timing">
        <Tower chosen={driverNumber} onChoose={choose} />
        <AlertList onChoose={choose} />
        <RaceControl />
      </section>
      <section className="panel" aria-label="Detail">
        <Tabs defaultValue="driver" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="driver">Driver</Tabs.Tab>
            <Tabs.Tab value="charts">Charts</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="driver" p="xs">
            {driverNumber === null ? (
              <Stack p="xl">
                <Text>Choose a driver in the tower to see the options, the stints and what if.</Text>
                <Text c="dimmed" size="sm">
                  With the keyboard: arrows move through the tower, Enter chooses.
                </Text>
              </Stack>
            ) : (
              <DriverDetail key={driverNumber} sessionKey={sessionKey} driverNumber={driverNumber} />
            )}
          </Tabs.Panel>
          <Tabs.Panel value="charts" p="xs">
            <Charts chosen={driverNumber} />
          </Tabs.Panel>
        </Tabs>
      </section>
    </main>
    </>
  );
}

function UnknownRace({ sessionKey }: { sessionKey: number }) {
  return (
    <div>
      <Title order={2}>Not here</Title>
      <Text c="dimmed" mt="xs">
        The service does not know race {sessionKey}. <Anchor className="link" underline="always" component={Link} href="/history">All races</Anchor> that it knows are in
        the history.
      </Text>
    </div>
  );
}
