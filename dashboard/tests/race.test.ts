import { describe, expect, it } from 'vitest';

import { NO_RACE, withEvent, type RaceEvent } from '../src/data/race';
import { shared } from '../src/data/shared';
import { between } from '../src/domain/between';
import { clock, moment, raceTime, speedName } from '../src/domain/format';
import { newestFirst } from '../src/domain/messages';
import { alert, car, driver, field, lap, message, replay } from './builders';

const after = (...events: RaceEvent[]) => events.reduce(withEvent, NO_RACE);

describe('what is told again', () => {
  it('stays the same object as long as it is the same', () => {
    const known = { a: [1, { b: 2 }], c: null };
    expect(shared({ a: [1, { b: 2 }], c: null }, known)).toBe(known);
  });

  it('keeps what has not changed of what has', () => {
    const known = { a: { x: 1 }, b: { y: 2 } };
    const now = shared({ a: { x: 1 }, b: { y: 3 } }, known);
    expect(now).toEqual({ a: { x: 1 }, b: { y: 3 } });
    expect(now.a).toBe(known.a);
  });

  it.each([
    [[1, 2], [1]],
    [[1], [1, 2]],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: null }, { a: {} }],
    [null, { a: 1 }],
    [[1], { 0: 1 }],
  ])('is new when %j was %j', (now, known) => {
    expect(shared<unknown>(now, known)).toEqual(now);
    expect(shared<unknown>(now, known)).not.toBe(known);
  });

  it('draws only the cars again that have changed', () => {
    const before = after({ kind: 'field', field: field([car(1), car(4)]) });
    const now = withEvent(before, { kind: 'field', field: field([car(1), car(4, { pitStops: 1 })], { revision: 2 }) });
    expect(now.field?.cars[0]).toBe(before.field?.cars[0]);
    expect(now.field?.cars[1]).not.toBe(before.field?.cars[1]);
  });

  it('changes nothing when every driver is as before', () => {
    const told: RaceEvent = { kind: 'drivers', drivers: [driver(4, [lap(1)])] };
    const before = after(told);
    expect(withEvent(before, { kind: 'drivers', drivers: [driver(4, [lap(1)])] })).toBe(before);
  });
});

describe('alerts', () => {
  it('are forgotten once they are over', () => {
    const begun = after({ kind: 'alert', alert: alert({ alertId: 'a' }) }, { kind: 'alert', alert: alert({ alertId: 'b' }) });
    const over = withEvent(begun, { kind: 'alert', alert: alert({ alertId: 'a', isActive: false }) });
    expect(Object.keys(over.alerts)).toEqual(['4:b']);
  });
});

describe('race control', () => {
  it('has every message once, the newest first', () => {
    const told = ['a', 'b', 'a'].map((id): RaceEvent => ({ kind: 'message', message: message(id, { eventTimeMs: id === 'b' ? 2 : 1 }) }));
    expect(newestFirst(after(...told).messages).map((one) => one.messageId)).toEqual(['b', 'a']);
  });
});

describe('a replay', () => {
  it('is known as it was told last', () => {
    const now = after({ kind: 'replay', replay: replay() }, { kind: 'replay', replay: replay({ isPaused: true }) });
    expect(now.replay?.isPaused).toBe(true);
  });

  it.each([
    [3725.4, '1:02:05'],
    [-4.2, '-0:00:04'],
    [0, '0:00:00'],
  ])('is at %f s: %s', (seconds, text) => expect(raceTime(seconds)).toBe(text));

  it.each([
    [0, 'max'],
    [2.5, '2.5×'],
  ])('runs %f times as fast: %s', (factor, text) => expect(speedName(factor)).toBe(text));
});

describe('the gap between two cars', () => {
  const gaps = (all: (number | null)[]) => driver(1, all.map((gapToLeaderS, index) => lap(index + 1, { gapToLeaderS })));

  it('is how far the other is behind, and when it is closed', () => {
    const found = between(gaps([0, 0, 0, 0]), gaps([4, 3, 2, 1]));
    expect(found.gapsS).toEqual([4, 3, 2, 1]);
    expect(found).toMatchObject({ nowS: 1, perLapS: -1, closedInLaps: 1 });
  });

  it('is not closed when it grows, on either side', () => {
    expect(between(gaps([0, 0, 0]), gaps([1, 2, 3])).closedInLaps).toBeNull();
    expect(between(gaps([1, 2, 3]), gaps([0, 0, 0]))).toMatchObject({ nowS: -3, perLapS: -1, closedInLaps: null });
  });

  it('does not take a stop for a trend', () => {
    const stopped = driver(4, [1, 2, 3, 4, 5, 6].map((number) => lap(number, { gapToLeaderS: number < 4 ? 1 : 23 + number / 10, stintNumber: number < 4 ? 1 : 2 })));
    const found = between(gaps([0, 0, 0, 0, 0, 0]), stopped);
    expect(found.perLapS).toBeCloseTo(0.1);
  });

  it('leaves out laps that only one of them has driven, and gaps that are not known', () => {
    const found = between(gaps([0, 0, 0, 0]), gaps([2, null, 4]));
    expect(found.laps).toEqual([1, 2, 3]);
    expect(found).toMatchObject({ gapsS: [2, null, 4], nowS: 4, perLapS: null, closedInLaps: null });
  });

  it('says nothing of cars that have driven no lap', () => {
    expect(between(gaps([]), gaps([1]))).toMatchObject({ laps: [], nowS: null, perLapS: null });
  });
});

describe('a moment', () => {
  const noon = Date.UTC(2025, 11, 7, 13, 0, 5);

  it('is told in the time of the circuit', () => {
    expect(clock(noon, 'Asia/Dubai')).toBe('17:00:05');
    expect(clock(noon, 'America/Sao_Paulo')).toBe('10:00:05');
    expect(moment(noon, 'Asia/Dubai')).toContain('17:00:05');
  });

  it('that is not known is a dash', () => expect(clock(null, 'Asia/Dubai')).toBe('–'));
});
