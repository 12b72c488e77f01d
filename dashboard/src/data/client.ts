/** Questions over HTTP, subscriptions over one WebSocket, both with the token of whoever is signed in. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient, type Client } from 'graphql-ws';

const HTTP = new URL('/graphql', window.location.href);
const SOCKET = new URL(HTTP);
SOCKET.protocol = HTTP.protocol === 'https:' ? 'wss:' : 'ws:';
const FORBIDDEN = 4403;

/** What the service says of a question that it does not answer; `code` is its `extensions.code`. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
  extensions?: { stale?: boolean };
}

/** Ask once. Throws `Refused`. */
export async function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  token: string | null,
): Promise<Data> {
  const response = await fetch(HTTP, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const answer = (await response.json()) as Answer<Data>;
  const error = answer.errors?.[0];
  if (error) throw new Refused(error.message, error.extensions?.code ?? 'UNKNOWN');
  return answer.data as Data;
}

// A lost connection is told by `onConnection`; graphql-ws lets the same event go unheard once more.
window.addEventListener('unhandledrejection', (event) => {
  if (event.reason instanceof CloseEvent) event.preventDefault();
});

export interface Listener {
  onConnection: (isConnected: boolean) => void;
  onForbidden: () => void;
}

/** A socket that tells how it is. It connects with the first subscription. */
export function openSocket(token: string | null, { onConnection, onForbidden }: Listener): Client {
  return createClient({
    url: SOCKET.href,
    connectionParams: token ? { authorization: `Bearer ${token}` } : undefined,
    retryAttempts: 0,
    keepAlive: 10_000,
    on: {
      connected: () => onConnection(true),
      closed: (event) => {
        onConnection(false);
        if ((event as CloseEvent).code === FORBIDDEN) onForbidden();
      },
    },
  });
}
