/** What the whole dashboard knows. Only `feed.ts` changes what comes from the service. */
import { create } from 'zustand';

import { shared } from './shared';
import { NO_RACE, withEvent, type Race, type RaceEvent } from './race';
import { claimsOf, NOBODY, type Claims } from './token';
import type { Session } from './types';

const TOKEN_KEY = 'livef1.token';
const DELAY_KEY = 'livef1.delay';
const ZONE_KEY = 'livef1.zone';

export interface State {
  token: string | null;
  claims: Claims;
  needsToken: boolean;
  isFollowing: boolean;
  isConnected: boolean;
  sessions: Session[] | null;
  error: string | null;
  sessionKey: number | null;
  race: Race;
  heardMs: number | null;
  delayS: number;
  isTrackTime: boolean;
  acknowledged: ReadonlySet<string>;
  signIn: (token: string | null) => void;
  askForToken: () => void;
  connect: (isConnected: boolean) => void;
  followed: (isFollowing: boolean) => void;
  know: (sessions: Session[]) => void;
  fail: (error: string | null) => void;
  choose: (sessionKey: number | null) => void;
  hear: (events: readonly RaceEvent[]) => void;
  delay: (delayS: number) => void;
  acknowledge: (key: string) => void;
  tellTrackTime: (isTrackTime: boolean) => void;
}

const kept = sessionStorage.getItem(TOKEN_KEY);

export const useStore = create<State>((set) => ({
  token: kept,
  claims: (kept && claimsOf(kept)) || NOBODY,
  needsToken: false,
  isFollowing: false,
  isConnected: false,
  sessions: null,
  error: null,
  sessionKey: null,
  race: NO_RACE,
  heardMs: null,
  delayS: Number(localStorage.getItem(DELAY_KEY) ?? 0),
  isTrackTime: localStorage.getItem(ZONE_KEY) === 'track',
  acknowledged: new Set<string>(),
  signIn: (token) => {
    if (token) sessionStorage.setItem(TOKEN_KEY, token);
    else sessionStorage.removeItem(TOKEN_KEY);
    set({ token, claims: (token && claimsOf(token)) || NOBODY, needsToken: false, error: null });
  },
  askForToken: () => set({ needsToken: true }),
  connect: (isConnected) => set({ isConnected }),
  followed: (isFollowing) => set({ isFollowing }),
  know: (sessions) => set((state) => ({ sessions: shared(sessions, state.sessions ?? undefined), error: null })),
  fail: (error) => set({ error }),
  choose: (sessionKey) =>
    set((state) =>
      state.sessionKey === sessionKey
        ? state
        : { sessionKey, race: NO_RACE, heardMs: null, acknowledged: new Set() },
    ),
  hear: (events) =>
    set((state) => ({
      race: events.reduce(withEvent, state.race),
      // A replay tells of itself every second, even when the race stands still.
      heardMs: events.every(({ kind }) => kind === 'replay') ? state.heardMs : Date.now(),
    })),
  delay: (delayS) => {
    localStorage.setItem(DELAY_KEY, String(delayS));
    set({ delayS });
  },
  acknowledge: (key) =>
    set((state) => ({ acknowledged: new Set([...state.acknowledged, key]) })),
  tellTrackTime: (isTrackTime) => {
    localStorage.setItem(ZONE_KEY, isTrackTime ? 'track' : 'local');
    set({ isTrackTime });
  },
}));

/** The time zone in which times are told: the circuit's, or undefined for that of whoever looks. */
export function useZone(): string | undefined {
  return useStore((state) =>
    state.isTrackTime
      ? (state.sessions?.find((one) => one.sessionKey === state.sessionKey)?.timeZone ?? undefined)
      : undefined,
  );
}

let codes: Record<number, string> = {};

/** The three letters of every car; the same object until one changes. */
export function useCodes(): Record<number, string> {
  return useStore((state) => {
    const cars = state.race.field?.cars ?? [];
    const now = Object.fromEntries(cars.map((car) => [car.driverNumber, car.driverCode ?? String(car.driverNumber)]));
    codes = shared(now, codes);
    return codes;
  });
}
