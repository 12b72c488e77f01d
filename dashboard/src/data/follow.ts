/** Follows a subscription for ever: after a break it goes on where it was. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';

const RETRY_MS = 500;

interface Told<Data> {
  data?: Data | null;
  errors?: readonly unknown[];
  extensions?: { eventId?: string; hasGap?: boolean };
}

/** Where each subscription goes on after a break: the last event that was heard. */
export class Place {
  private after: string | null = null;

  note(told: Pick<Told<unknown>, 'extensions'>): void {
    this.after = told.extensions?.eventId ?? this.after;
  }

  get variables(): { after: string | null } {
    return { after: this.after };
  }
}

/** Hear every event until `signal` ends it. `client` is asked for anew after each break. */
export async function follow<Data, Variables extends { after?: string | null }>(
  client: () => Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, 'after'>,
  hear: (data: Data) => void,
  signal: AbortSignal,
): Promise<void> {
  const place = new Place();
  const query = print(document);
  while (!signal.aborted) {
    const results = client().iterate<Data>({
      query,
      variables: { ...variables, ...place.variables },
    });
    const stop = () => void results.return?.()?.then(undefined, () => undefined);
    signal.addEventListener('abort', stop);
    try {
      for await (const told of results as AsyncIterable<Told<Data>>) {
        place.note(told);
        if (told.data && !signal.aborted) hear(told.data);
      }
    } catch (error) {
      // The service refuses the subscription itself: asking again would not help.
      if (Array.isArray(error)) return;
    } finally {
      signal.removeEventListener('abort', stop);
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
