import type { Client } from 'graphql-ws';
import { describe, expect, it } from 'vitest';

import { follow } from '../src/data/follow';
import { OptionsDocument } from '../src/data/generated';
import { NO_RACE, withEvent } from '../src/data/race';
import { claimsOf, isOfTheDesk, NOBODY } from '../src/data/token';
import { comment, field, options } from './builders';

describe('the race', () => {
  it('is not changed by what is older, or comes twice', () => {
    const race = withEvent(NO_RACE, { kind: 'options', options: options(4, { lapNumber: 11, revision: 7 }) });
    for (const [lapNumber, revision] of [[11, 6], [10, 9]] as const) {
      expect(withEvent(race, { kind: 'options', options: options(4, { lapNumber, revision }) })).toBe(race);
    }
    const next = withEvent(race, { kind: 'options', options: options(4, { lapNumber: 12, revision: 8 }) });
    expect(next.options[4]?.lapNumber).toBe(12);
    const shown = withEvent(race, { kind: 'field', field: field([], { revision: 3 }) });
    expect(withEvent(shown, { kind: 'field', field: field([], { revision: 2 }) })).toBe(shown);
  });

  it('keeps every comment under its own id', () => {
    const race = [comment('a', {}), comment('b', {})].reduce((known, decision) => withEvent(known, { kind: 'decision', decision }), NO_RACE);
    expect(Object.keys(race.decisions)).toEqual(['4:a', '4:b']);
  });
});

describe('a token', () => {
  const part = (content: unknown) => btoa(JSON.stringify(content)).replaceAll('=', '');

  it('says whose it is and for how long', () => {
    expect(claimsOf(`x.${part({ sub: 'ana', roles: ['viewer'], exp: 5 })}.y`)).toEqual({ subject: 'ana', roles: ['viewer'], expiresMs: 5000 });
  });

  it.each(['', 'x', 'a.b.c', `x.${part({ sub: 'ana' })}.y`, `x.${part({ roles: [] })}.y`])('is not what %s is', (text) => {
    expect(claimsOf(text)).toBeNull();
  });

  it('of a viewer does not lock', () => {
    expect([isOfTheDesk(NOBODY), isOfTheDesk({ ...NOBODY, roles: ['viewer', 'engineer'] })]).toEqual([true, false]);
  });
});

describe('following', () => {
  /** A service that tells the events after `after`, two at a time, and then breaks the connection. */
  function breaking(events: number[], asked: (string | null)[]): () => Client {
    return () =>
      ({
        iterate: async function* ({ variables }: { variables: { after: string | null } }) {
          asked.push(variables.after);
          const from = variables.after === null ? 0 : Number(variables.after);
          for (const event of events.slice(from, from + 2)) {
            yield { data: { optionsUpdated: { revision: event } }, extensions: { eventId: String(event) } };
          }
          throw new CloseEvent('close');
        },
      }) as unknown as Client;
  }

  it('goes on after a break where it was: nothing is missed, nothing told twice', async () => {
    const heard: number[] = [];
    const asked: (string | null)[] = [];
    const ending = new AbortController();
    const hear = (data: { optionsUpdated: { revision: number } }) => {
      heard.push(data.optionsUpdated.revision);
      if (heard.length === 5) ending.abort();
    };
    await follow(breaking([1, 2, 3, 4, 5], asked), OptionsDocument, { sessionKey: 1 }, hear, ending.signal);
    expect(heard).toEqual([1, 2, 3, 4, 5]);
    expect(asked).toEqual([null, '2', '4']);
  });

  it('ends when the service refuses the subscription', async () => {
    const client = (() => ({
      iterate: async function* () {
        throw [{ message: 'no' }];
      },
    })) as unknown as () => Client;
    await follow(client, OptionsDocument, { sessionKey: 1 }, () => undefined, new AbortController().signal);
  });
});
