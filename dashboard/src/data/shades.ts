/** Neutralised laps of the race that is shown, worked out once for all who draw them. */
import { shades, type Shade } from '../domain/stints';
import type { Race } from './race';
import { shared } from './shared';
import { useStore } from './store';

let of: Race['drivers'] | null = null;
let found: Shade[] = [];

/** Laps under the safety car, the VSC or a red flag; the same array until one is added. */
export function useShades(): Shade[] {
  const drivers = useStore((state) => state.race.drivers);
  if (drivers !== of) {
    of = drivers;
    found = shared(shades(drivers), found);
  }
  return found;
}
