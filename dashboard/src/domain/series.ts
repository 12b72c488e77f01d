/** What the charts draw: one line a car over the laps, and the same as a table for a spreadsheet. */
import type { Driver, Lap } from '../data/types';

export type Measure = 'gap' | 'position' | 'time';

export interface Series {
  laps: number[];
  lines: { driver: Driver; values: (number | null)[] }[];
}

const OF: Record<Measure, (lap: Lap) => number | null> = {
  gap: (lap) => lap.gapToLeaderS,
  position: (lap) => lap.position,
  time: (lap) => (lap.isClean ? lap.lapTimeS : null),
};

/** Completed laps of these cars. */
export function series(drivers: readonly Driver[], measure: Measure): Series {
  const last = Math.max(0, ...drivers.flatMap((driver) => driver.laps.map((lap) => lap.lapNumber)));
  const laps = Array.from({ length: last }, (_, index) => index + 1);
  const lines = drivers.map((driver) => {
    const byNumber = new Map(driver.laps.filter((lap) => lap.isComplete).map((lap) => [lap.lapNumber, lap]));
    const values = laps.map((number) => {
      const lap = byNumber.get(number);
      return lap ? OF[measure](lap) : null;
    });
    return { driver, values };
  });
  return { laps, lines };
}

/** The same as CSV: a row a lap, a column a car. */
export function asCsv({ laps, lines }: Series): string {
  const head = ['lap', ...lines.map(({ driver }) => driver.driverCode ?? String(driver.driverNumber))];
  const rows = laps.map((lap, index) => [lap, ...lines.map(({ values }) => values[index] ?? '')]);
  return [head, ...rows].map((row) => row.join(',')).join('\r\n') + '\r\n';
}
