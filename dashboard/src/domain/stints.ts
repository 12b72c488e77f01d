/** Stints as stretches of laps: those driven, and those that a plan has still to come. */
import type { Compound } from '../data/generated';
import type { Driver, Lap, Plan } from '../data/types';

export interface Stretch {
  compound: Compound | null;
  /** First and last lap on these tyres. */
  from: number;
  to: number;
  isPlanned: boolean;
}

/** The stints driven so far. */
export function driven(driver: Driver | undefined): Stretch[] {
  return (driver?.stints ?? []).map((stint) => ({
    compound: stint.compound,
    from: stint.firstLapNumber,
    to: stint.lastLapNumber,
    isPlanned: false,
  }));
}

/** What a plan has to come, from the lap after `lap` to the flag, on `compound` first. */
export function planned(
  plan: Pick<Plan, 'stops'>,
  compound: Compound | null,
  lap: number,
  laps: number,
): Stretch[] {
  const stretches: Stretch[] = [];
  let [from, on] = [lap + 1, compound];
  for (const stop of plan.stops) {
    if (stop.lapNumber >= from) stretches.push({ compound: on, from, to: stop.lapNumber, isPlanned: true });
    [from, on] = [Math.max(from, stop.lapNumber + 1), stop.compound];
  }
  if (from <= laps) stretches.push({ compound: on, from, to: laps, isPlanned: true });
  return stretches;
}

export interface Shade {
  status: 'SC' | 'VSC' | 'RED';
  from: number;
  to: number;
}

/** Laps under the safety car, the VSC or a red flag, as the leader met them. */
export function shades(drivers: Record<number, Driver>): Shade[] {
  const byLap = new Map<number, Lap>();
  for (const driver of Object.values(drivers)) {
    for (const lap of driver.laps) {
      const known = byLap.get(lap.lapNumber);
      if (!known || (lap.position ?? 99) < (known.position ?? 99)) byLap.set(lap.lapNumber, lap);
    }
  }
  const found: Shade[] = [];
  for (const [number, lap] of [...byLap].sort(([one], [other]) => one - other)) {
    const status = lap.trackStatus;
    if (status !== 'SC' && status !== 'VSC' && status !== 'RED') continue;
    const last = found.at(-1);
    if (last?.status === status && last.to === number - 1) last.to = number;
    else found.push({ status, from: number, to: number });
  }
  return found;
}
