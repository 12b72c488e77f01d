/** Keeps the store up to date: the list of races, and everything of the one that is chosen. */
import type { Client } from 'graphql-ws';
import { useEffect } from 'react';

import { ask, openSocket, Refused } from './client';
import { follow } from './follow';
import {
  AlertsDocument,
  DecisionsDocument,
  DriversDocument,
  FieldDocument,
  MessagesDocument,
  OptionsDocument,
  ReplayDocument,
  SessionsDocument,
} from './generated';
import type { RaceEvent } from './race';
import { useStore } from './store';

const SESSIONS_MS = 5_000;
const DRIVERS_MS = 3_000;
/** Between two times that the page is drawn; what comes meanwhile is shown together: a race replayed at 10× tells faster than anybody reads. */
const TOGETHER_MS = 250;

/** Asks which races there are, again and again. */
export function useSessions(): void {
  const token = useStore((state) => state.token);
  useEffect(() => {
    const { know, fail, askForToken } = useStore.getState();
    const look = () =>
      ask(SessionsDocument, {}, token).then(
        ({ sessions }) => know(sessions),
        (error: unknown) => {
          if (error instanceof Refused && error.code === 'UNAUTHENTICATED') askForToken();
          else fail(error instanceof Refused ? error.message : 'The service does not answer.');
        },
      );
    void look();
    const timer = setInterval(() => void look(), SESSIONS_MS);
    return () => clearInterval(timer);
  }, [token]);
}

/** Follows one race for as long as it is shown. Everything is told as late as `delayS` says. */
export function useRace(sessionKey: number | null): void {
  const token = useStore((state) => state.token);
  useEffect(() => {
    const { choose, connect, followed, askForToken } = useStore.getState();
    choose(sessionKey);
    if (sessionKey === null) return;
    followed(true);
    const ending = new AbortController();
    let socket: Client | null = null;
    const client = () => {
      socket ??= openSocket(token, {
        onConnection: (isConnected) => {
          connect(isConnected);
          if (!isConnected) socket = null;
        },
        onForbidden: askForToken,
      });
      return socket;
    };
    let together: RaceEvent[] = [];
    let shownMs = 0;
    const hear = (events: RaceEvent[]) => {
      if (events.length > 0 && !ending.signal.aborted) useStore.getState().hear(events);
    };
    const show = () => {
      const events = together;
      together = [];
      shownMs = performance.now();
      hear(events.filter(({ kind }) => kind !== 'options'));
      // What is drawn from option sets has a turn of its own: between two short turns a key or a click is heard.
      setTimeout(() => hear(events.filter(({ kind }) => kind === 'options')));
    };
    const gather = (event: RaceEvent) => {
      if (together.push(event) === 1) setTimeout(show, Math.max(0, shownMs + TOGETHER_MS - performance.now()));
    };
    const tell = (event: RaceEvent) => {
      const { delayS } = useStore.getState();
      if (delayS === 0) gather(event);
      else setTimeout(() => gather(event), delayS * 1000);
    };
    const about = { sessionKey };
    const { signal } = ending;
    void follow(client, FieldDocument, about, (told) => tell({ kind: 'field', field: told.fieldUpdated }), signal);
    void follow(client, OptionsDocument, about, (told) => tell({ kind: 'options', options: told.optionsUpdated }), signal);
    void follow(client, AlertsDocument, about, (told) => tell({ kind: 'alert', alert: told.alertRaised }), signal);
    void follow(client, DecisionsDocument, about, (told) => tell({ kind: 'decision', decision: told.decisionChanged }), signal);

    void follow(client, MessagesDocument, about, (told) => tell({ kind: 'message', message: told.messageSent }), signal);
    // The remote control is no part of the race: it is not delayed.
    void follow(client, ReplayDocument, about, (told) => gather({ kind: 'replay', replay: told.replayChanged }), signal);
    const look = () =>
      ask(DriversDocument, about, token).then(
        ({ drivers }) => tell({ kind: 'drivers', drivers }),
        () => undefined, // The sessions' own timer tells what is wrong.
      );
    void look();
    const timer = setInterval(() => void look(), DRIVERS_MS);
    return () => {
      ending.abort();
      clearInterval(timer);
      void socket?.dispose();
      connect(false);
      followed(false);
    };
  }, [sessionKey, token]);
}
