/** The gap between two cars, lap by lap, and how it changes. */
import type { Driver } from '../data/types';

/** Of so many last laps the change is told: shorter says chance, longer says the race before. */
const TREND_LAPS = 5;

export interface Between {
  laps: number[];
  /** Seconds that the other car is behind; negative: ahead. */
  gapsS: (number | null)[];
  nowS: number | null;
  /** Change a lap, of the straight line through the last laps; negative: the other comes nearer from behind. */
  perLapS: number | null;
  /** Laps until the gap is closed at this rate; null if it grows. */
  closedInLaps: number | null;
}

/** How far `other` is behind `car`. */
export function between(car: Driver, other: Driver): Between {
  const theirs = new Map(other.laps.map((lap) => [lap.lapNumber, lap]));
  const both = car.laps.flatMap((lap) => {
    const their = theirs.get(lap.lapNumber);
    return lap.isComplete && their?.isComplete ? [[lap, their] as const] : [];
  });
  const laps = both.map(([lap]) => lap.lapNumber);
  const gapsS = both.map(([lap, their]) =>
    lap.gapToLeaderS === null || their.gapToLeaderS === null ? null : their.gapToLeaderS - lap.gapToLeaderS,
  );
  const nowS = gapsS.at(-1) ?? null;
  const last = both.at(-1);
  // A stop of either is no trend: only laps on the tyres that both are on now.
  const since = both.findIndex(
    ([lap, their]) => !lap.isInLap && !their.isInLap && lap.stintNumber === last?.[0].stintNumber && their.stintNumber === last[1].stintNumber,
  );
  const perLapS = since < 0 ? null : slope(gapsS.slice(Math.max(since, gapsS.length - TREND_LAPS)));
  const closes = nowS !== null && perLapS !== null && nowS * perLapS < 0;
  return { laps, gapsS, nowS, perLapS, closedInLaps: closes ? Math.abs(nowS / perLapS) : null };
}

/** The slope of the straight line through values at 0, 1, 2, …; null for fewer than three. */
function slope(values: (number | null)[]): number | null {
  const points = values.flatMap((value, index) => (value === null ? [] : [[index, value] as const]));
  if (points.length < 3) return null;
  const mean = (pick: 0 | 1) => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
}
