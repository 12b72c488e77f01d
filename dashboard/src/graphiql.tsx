/** The page for developers: GraphiQL on the API that serves it. */
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './graphiql.css';

import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createRoot } from 'react-dom/client';

import { LIVE_OPTIONS, TABS } from './operations';

const url = new URL('/graphql', window.location.href);
const socketUrl = new URL(url);
socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

const fetcher = createGraphiQLFetcher({
  url: url.href,
  wsClient: createClient({ url: socketUrl.href, retryAttempts: Infinity, shouldRetry: () => true }),
});

createRoot(document.getElementById('root')!).render(
  <GraphiQL fetcher={fetcher} defaultQuery={LIVE_OPTIONS} defaultTabs={TABS}>
    <GraphiQL.Logo>LiveF1Strategy</GraphiQL.Logo>
  </GraphiQL>,
);
