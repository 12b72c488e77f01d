import { describe, expect, it } from 'vitest';

import { circuitName, fixed, gap, gapToLeader, lapTime, percent, place, UNKNOWN, words } from '../src/domain/format';
import { asInput, AS_IT_IS, decode, encode, told } from '../src/domain/scenario';
import { asCsv, series } from '../src/domain/series';
import { planned, shades } from '../src/domain/stints';
import { threads } from '../src/domain/threads';
import { activeAlerts, towerRows } from '../src/domain/tower';
import { wear } from '../src/domain/wear';
import { alert, car, comment, driver, field, lap, options } from './builders';

describe('figures', () => {
  it.each([
    [83.456, '1:23.456'],
    [60, '1:00.000'],
    [59.9, '59.900'],
    [125.0004, '2:05.000'],
    [null, UNKNOWN],
  ])('tells a lap of %s s as %s', (seconds, text) => expect(lapTime(seconds)).toBe(text));

  it.each([
    [1.26, '+1.3'],
    [-2.04, '-2.0'],
    [0, '0.0'],
    [-0.04, '0.0'],
    [0.04, '0.0'],
    [undefined, UNKNOWN],
  ])('tells a gap of %s s as %s', (seconds, text) => expect(gap(seconds)).toBe(text));

  it.each([
    [-0.004, 2, '0.00'],
    [-0.04, 1, '0.0'],
    [-0.06, 1, '-0.1'],
    [12.34, 1, '12.3'],
    [null, 1, UNKNOWN],
  ])('tells %s with %s digits as %s', (value, digits, text) => expect(fixed(value, digits)).toBe(text));

  it('tells who is lapped in laps', () => {
    expect([gapToLeader(3.2, 0), gapToLeader(91, 1), gapToLeader(null, 2)]).toEqual(['+3.2', '+1 lap', '+2 laps']);
  });

  it.each([
    [0, '0\u00a0%'],
    [0.001, '<1\u00a0%'],
    [0.5, '50\u00a0%'],
    [0.999, '>99\u00a0%'],
    [1, '100\u00a0%'],
    [null, UNKNOWN],
  ])('tells a chance of %s as %s', (share, text) => expect(percent(share)).toBe(text));

  it('tells names as words', () => {
    expect([circuitName('yas-marina'), words('STAY_OUT'), place(3.42), place(null)]).toEqual(['Yas Marina', 'stay out', 'P3.4', UNKNOWN]);
  });
});

describe('the tower', () => {
  const race = field([
    car(4, { position: 2, gridPosition: 5, gapToLeaderS: 3 }),
    car(1, { position: 1, gapToLeaderS: 0 }),
    car(44, { position: 3, isRetired: true, gapToLeaderS: null }),
  ]);

  it('has the order of the race, and those who are out at its end', () => {
    expect(towerRows(race, {}, null).map((row) => row.car.driverNumber)).toEqual([1, 4, 44]);
  });

  it('tells gaps from the chosen car', () => {
    expect(towerRows(race, {}, 4).map((row) => row.relativeS)).toEqual([-3, 0, null]);
    expect(towerRows(race, {}, null).map((row) => row.relativeS)).toEqual([null, null, null]);
  });

  it('tells places won, and the highest threat', () => {
    const duels = [
      { rivalDriverNumber: 1, isThreat: true, undercutProbability: 0.4 },
      { rivalDriverNumber: 2, isThreat: true, undercutProbability: 0.7 },
      { rivalDriverNumber: 3, isThreat: false, undercutProbability: 0.9 },
    ].map((duel) => ({ gapS: 1, marginS: null, bestLapNumber: null, answerWithinLaps: null, ...duel }));
    const [, row] = towerRows(race, { 4: options(4, { duels }) }, null);
    expect([row?.gained, row?.threat]).toEqual([3, 0.7]);
  });

  it('shows alerts that are active and not acknowledged, the newest first', () => {
    const all = { a: alert({ firstLapNumber: 3 }), b: alert({ firstLapNumber: 9 }), c: alert({ isActive: false }), d: alert({}) };
    expect(activeAlerts(all, new Set(['d'])).map(([key]) => key)).toEqual(['b', 'a']);
  });
});

describe('stints', () => {
  it('go on as the plan says to the flag', () => {
    const plan = { stops: [{ lapNumber: 20, compound: 'HARD' as const }, { lapNumber: 40, compound: 'SOFT' as const }] };
    expect(planned(plan, 'MEDIUM', 10, 58).map(({ compound, from, to }) => [compound, from, to])).toEqual([
      ['MEDIUM', 11, 20],
      ['HARD', 21, 40],
      ['SOFT', 41, 58],
    ]);
    expect(planned({ stops: [] }, 'HARD', 57, 58)).toEqual([{ compound: 'HARD', from: 58, to: 58, isPlanned: true }]);
    expect(planned({ stops: [] }, 'HARD', 58, 58)).toEqual([]);
  });

  it('are shaded where the leader met a safety car', () => {
    const leader = driver(1, [lap(1), lap(2, { trackStatus: 'SC' }), lap(3, { trackStatus: 'SC' }), lap(4), lap(5, { trackStatus: 'VSC' })]);
    const last = driver(2, [lap(4, { position: 20, trackStatus: 'SC' })]);
    expect(shades({ 1: leader, 2: last })).toEqual([
      { status: 'SC', from: 2, to: 3 },
      { status: 'VSC', from: 5, to: 5 },
    ]);
  });
});

describe('charts', () => {
  const two = [driver(4, [lap(1, { gapToLeaderS: 1.5 }), lap(2, { gapToLeaderS: 2, isComplete: false })]), driver(1, [lap(2, { gapToLeaderS: 0 })])];

  it('have a value for every lap that has ended', () => {
    expect(series(two, 'gap').lines.map((line) => line.values)).toEqual([
      [1.5, null],
      [null, 0],
    ]);
  });

  it('leave laps in and out of the pits out of the lap times', () => {
    const one = driver(4, [lap(1, { lapTimeS: 95, isClean: false }), lap(2, { lapTimeS: 90 })]);
    expect(series([one], 'time').lines[0]?.values).toEqual([null, 90]);
  });

  it('are told as a table too', () => expect(asCsv(series(two, 'gap'))).toBe('lap,D4,D1\r\n1,1.5,\r\n2,,0\r\n'));
});

describe('wear', () => {
  const stint = { stintNumber: 1, compound: 'HARD' as const, firstLapNumber: 1, lastLapNumber: 3, firstTyreAgeLaps: 0, degradationSPerLap: 0.1, degradationLowSPerLap: 0, degradationHighSPerLap: 0.2 };
  const laps = [lap(1, { fuelCorrectedLapTimeS: 90 }), lap(2, { isClean: false, fuelCorrectedLapTimeS: 99 }), lap(3, { fuelCorrectedLapTimeS: 90.2 })];

  it('goes through the middle of what was measured', () => {
    const found = wear({ ...driver(4, laps), stints: [stint] });
    expect(found?.measured).toEqual([90, null, 90.2]);
    expect(found?.estimate.map((time) => time.toFixed(2))).toEqual(['90.00', '90.10', '90.20']);
    expect(found?.low.map((time) => time.toFixed(2))).toEqual(['90.10', '90.10', '90.10']);
  });

  it('is not there before it is known', () => {
    expect(wear(driver(4, laps))).toBeNull();
    expect(wear({ ...driver(4, [lap(1)]), stints: [stint] })).toBeNull();
  });
});

describe('what if', () => {
  const scenario = { ...AS_IT_IS, pitLap: 20, compound: 'SOFT' as const, paceOffsetS: -0.2, scLap: 21 };

  it('asks for what is changed only', () => {
    expect(asInput(AS_IT_IS)).toEqual({});
    expect(asInput(scenario)).toEqual({ stops: [{ lapNumber: 20, compound: 'SOFT' }], paceOffsetS: -0.2, scLapNumber: 21 });
  });

  it('is part of an address and comes back from it', () => {
    expect(decode(encode(scenario))).toEqual(scenario);
    expect(encode(AS_IT_IS)).toBe('');
    for (const nonsense of [null, '', '%%%', btoa('[1'), btoa('{"warp":9}')]) expect(decode(nonsense)).toEqual(AS_IT_IS);
  });

  it('is told in words', () => expect([told(scenario), told(AS_IT_IS)]).toEqual(['pit L20 soft, pace -0.2 s, SC L21', 'as it is']));
});

describe('comments', () => {
  it('make threads, oldest first, and one whose parent is unknown stands by itself', () => {
    const all = [comment('b', { writtenTimeMs: 2 }), comment('a', { writtenTimeMs: 1 }), comment('c', { writtenTimeMs: 3, parentId: 'a' }), comment('d', { writtenTimeMs: 4, parentId: 'gone' })];
    const found = threads(all, 4);
    expect(found.map((thread) => thread.id)).toEqual(['a', 'b', 'd']);
    expect(found[0]?.answers.map((thread) => thread.id)).toEqual(['c']);
    expect(threads(all, 5)).toEqual([]);
  });
});
