/** Draws a part of the page as the whole page would, with the race that a test names. */
import { MantineProvider } from '@mantine/core';
import { cleanup, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { vi } from 'vitest';

import { NO_RACE, withEvent, type RaceEvent } from '../src/data/race';
import { useStore, type State } from '../src/data/store';
import { theme } from '../src/theme';

class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

// What Mantine asks of a browser and jsdom lacks.
Object.assign(globalThis, { ResizeObserver: NoObserver });
Object.defineProperty(window, 'matchMedia', {
  value: () => ({ matches: false, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }),
});
Element.prototype.scrollIntoView = () => undefined;

const fresh = useStore.getState();

export function show(page: ReactElement, events: RaceEvent[] = [], changes: Partial<State> = {}) {
  useStore.setState({ ...fresh, race: events.reduce(withEvent, NO_RACE), ...changes }, true);
  return render(<MantineProvider env="test" theme={theme}>{page}</MantineProvider>);
}

/** Answers to questions, by the operation's name; what was asked is kept. */
export function service(answers: Record<string, unknown>) {
  const asked: { name: string; variables: Record<string, unknown> }[] = [];
  vi.stubGlobal('fetch', async (_: unknown, { body }: { body: string }) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const name = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '';
    asked.push({ name, variables });
    const answer = answers[name];
    return { json: async () => (answer instanceof Error ? { errors: [{ message: answer.message }] } : { data: answer }) };
  });
  return asked;
}

export function leave() {
  cleanup();
  vi.unstubAllGlobals();
  useStore.setState(fresh, true);
}
