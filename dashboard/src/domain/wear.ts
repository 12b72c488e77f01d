/** The newest stint's wear, as the service estimates it, through the middle of the laps that were measured. */
import type { Driver } from '../data/types';

export interface Wear {
  perLapS: number;
  lowS: number;
  highS: number;
  laps: number[];
  measured: (number | null)[];
  estimate: number[];
  low: number[];
  high: number[];
}

/** Null while there is no estimate, or nothing measured to draw it through. */
export function wear(driver: Driver): Wear | null {
  const stint = driver.stints.at(-1);
  if (!stint || stint.degradationSPerLap == null) return null;
  const laps = driver.laps.filter((lap) => lap.stintNumber === stint.stintNumber && lap.isComplete);
  const measured = laps.map((lap) => (lap.isClean ? (lap.fuelCorrectedLapTimeS ?? null) : null));
  const known = laps
    .map((lap, index) => ({ lap: lap.lapNumber, time: measured[index] ?? null }))
    .filter((one): one is { lap: number; time: number } => one.time !== null);
  if (known.length < 2) return null;
  const middle = {
    lap: known.reduce((sum, one) => sum + one.lap, 0) / known.length,
    time: known.reduce((sum, one) => sum + one.time, 0) / known.length,
  };
  const line = (perLapS: number) => laps.map((lap) => middle.time + perLapS * (lap.lapNumber - middle.lap));
  const lowS = stint.degradationLowSPerLap ?? stint.degradationSPerLap;
  const highS = stint.degradationHighSPerLap ?? stint.degradationSPerLap;
  return {
    perLapS: stint.degradationSPerLap,
    lowS,
    highS,
    laps: laps.map((lap) => lap.lapNumber),
    measured,
    estimate: line(stint.degradationSPerLap),
    low: line(lowS),
    high: line(highS),
  };
}
