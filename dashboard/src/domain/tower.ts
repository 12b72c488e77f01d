/** The timing tower's rows: the field, seen from one car if one is chosen. */
import type { Alert, Car, Field, OptionSet, Plan } from '../data/types';

export interface Row {
  car: Car;
  /** Places won since the start; negative: lost. */
  gained: number | null;
  /** To the chosen car, behind it positive; null without one, or where a gap is not known. */
  relativeS: number | null;
  options: OptionSet | null;
  best: Plan | null;
  /** The highest chance that somebody undercuts this car. */
  threat: number | null;
}

/** Rows in order of the race, those who are out at its end. */
export function towerRows(
  field: Field,
  options: Record<number, OptionSet>,
  chosen: number | null,
): Row[] {
  const mine = field.cars.find((car) => car.driverNumber === chosen);
  return [...field.cars]
    .sort((one, other) => Number(one.isRetired) - Number(other.isRetired) || one.position - other.position)
    .map((car) => {
      const set = options[car.driverNumber] ?? null;
      return {
        car,
        gained: car.gridPosition == null ? null : car.gridPosition - car.position,
        relativeS: relative(car, mine),
        options: set,
        best: set?.plans[0] ?? null,
        threat: threatOf(set),
      };
    });
}

/** Seconds from one car to another; positive: it is behind. */
export function relative(car: Car, to: Car | undefined): number | null {
  if (!to || car.gapToLeaderS == null || to.gapToLeaderS == null) return null;
  return car.gapToLeaderS - to.gapToLeaderS;
}

function threatOf(options: OptionSet | null): number | null {
  const chances = (options?.duels ?? [])
    .filter((duel) => duel.isThreat)
    .map((duel) => duel.undercutProbability);
  return chances.length ? Math.max(...chances) : null;
}

/** Active alerts, the newest lap first; those that were acknowledged are left out. */
export function activeAlerts(
  alerts: Record<string, Alert>,
  acknowledged: ReadonlySet<string>,
): [string, Alert][] {
  return Object.entries(alerts)
    .filter(([key, alert]) => alert.isActive && !acknowledged.has(key))
    .sort(([, one], [, other]) => other.firstLapNumber - one.firstLapNumber);
}
