/** One race as it is known here: pure, every event gives a new state or the same one. */
import { shared } from './shared';
import type { Alert, Decision, Driver, Field, Message, OptionSet, Replay } from './types';

export interface Race {
  field: Field | null;
  options: Record<number, OptionSet>;
  alerts: Record<string, Alert>;
  decisions: Record<string, Decision>;
  drivers: Record<number, Driver>;
  messages: Record<string, Message>;
  replay: Replay | null;
}

export const NO_RACE: Race = {
  field: null,
  options: {},
  alerts: {},
  decisions: {},
  drivers: {},
  messages: {},
  replay: null,
};

export type RaceEvent =
  | { kind: 'field'; field: Field }
  | { kind: 'options'; options: OptionSet }
  | { kind: 'alert'; alert: Alert }
  | { kind: 'decision'; decision: Decision }
  | { kind: 'drivers'; drivers: readonly Driver[] }
  | { kind: 'message'; message: Message }
  | { kind: 'replay'; replay: Replay };

/** Take an event in. What is older than what is known changes nothing: events may come twice. */
export function withEvent(race: Race, event: RaceEvent): Race {
  switch (event.kind) {
    case 'field': {
      if (isOlder(event.field, race.field)) return race;
      const known = new Map(race.field?.cars.map((car) => [car.driverNumber, car]));
      const cars = event.field.cars.map((car) => shared(car, known.get(car.driverNumber)));
      return { ...race, field: { ...event.field, cars } };
    }
    case 'options': {
      const { options } = event;
      const known = race.options[options.driverNumber];
      if (known && isEarlier(options, known)) return race;
      return { ...race, options: { ...race.options, [options.driverNumber]: options } };
    }
    case 'alert': {
      const key = `${event.alert.driverNumber}:${event.alert.alertId}`;
      const { [key]: _, ...others } = race.alerts;
      // One that is over is over for good, and a race has a thousand of them.
      return { ...race, alerts: event.alert.isActive ? { ...others, [key]: event.alert } : others };
    }
    case 'decision': {
      const { decision } = event;
      const key = `${decision.driverNumber}:${decision.decisionId}`;
      if (isOlder(decision, race.decisions[key] ?? null)) return race;
      return { ...race, decisions: { ...race.decisions, [key]: decision } };
    }
    case 'drivers': {
      const told = Object.fromEntries(event.drivers.map((one) => [one.driverNumber, one]));
      const drivers = shared(told, race.drivers);
      return drivers === race.drivers ? race : { ...race, drivers };
    }
    case 'message':
      return { ...race, messages: { ...race.messages, [event.message.messageId]: event.message } };
    case 'replay':
      return { ...race, replay: event.replay };
  }
}

/** Whether there is something newer already. */
function isOlder(one: { revision: number }, known: { revision: number } | null): boolean {
  return known !== null && one.revision < known.revision;
}

/** A correction of an earlier lap has a higher revision, and is not what to do now. */
function isEarlier(one: OptionSet, known: OptionSet): boolean {
  return one.lapNumber === known.lapNumber
    ? one.revision < known.revision
    : one.lapNumber < known.lapNumber;
}
