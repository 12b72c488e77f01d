/** Which page is shown, for which race and which car; the address says it, so it can be shared. */
import { Alert, Center, Loader, Text, Title } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';

import { useRace, useSessions } from './data/feed';
import { useStore } from './data/store';
import { RaceView } from './views/RaceView';
import { SignIn } from './views/SignIn';
import { TopBar } from './views/TopBar';

// Not needed while a race is on: loaded when they are asked for.
const HistoryView = lazy(() => import('./views/HistoryView').then((page) => ({ default: page.HistoryView })));
const ReportView = lazy(() => import('./views/Reports').then((page) => ({ default: page.ReportView })));

export function App() {
  return (
    <Router hook={useHashLocation}>
      <Pages />
    </Router>
  );
}

function Pages() {
  useSessions();
  const needsToken = useStore((state) => state.needsToken);
  const error = useStore((state) => state.error);
  return (
    <div className="app">
      <TopBar />
      {error && (
        <Alert color="red" m="xs" role="alert" title="No connection">
          {error} It is asked again every few seconds.
        </Alert>
      )}
      {needsToken ? (
        <SignIn />
      ) : (
        <Switch>
          <Route path="/race/:session/:driver?">
            {({ session, driver }) => <OneRace session={Number(session)} driver={driver ? Number(driver) : null} />}
          </Route>
          <Route path="/history/:report?">
            {({ report }) => (
              <Suspense fallback={<Loader m="xl" aria-label="Loading the page" />}>
                {report ? <ReportView name={report} /> : <HistoryView />}
              </Suspense>
            )}
          </Route>
          <Route path="/sign-in">
            <SignIn />
          </Route>
          <Route>
            <Newest />
          </Route>
        </Switch>
      )}
    </div>
  );
}

function OneRace({ session, driver }: { session: number; driver: number | null }) {
  useRace(session);
  return <RaceView sessionKey={session} driverNumber={driver} />;
}

/** Leads to the race that was updated last, as soon as there is one. */
function Newest() {
  const sessions = useStore((state) => state.sessions);
  const [, go] = useLocation();
  const newest = sessions?.[0]?.sessionKey;
  useEffect(() => {
    if (newest !== undefined) go(`/race/${newest}`, { replace: true });
  }, [newest, go]);
  return (
    <Center component="main" flex={1} p="xl">
      {sessions?.length === 0 ? (
        <div>
          <Title order={2}>No race yet</Title>
          <Text c="dimmed" mt="xs">
            As soon as timing comes in, the race is shown here. To see one now: <code>f1strategy demo</code>.
          </Text>
        </div>
      ) : (
        <Loader aria-label="Looking for races" />
      )}
    </Center>
  );
}
