/** Small records for tests: usual ones, but for what a test changes. */
import type { Alert, Car, Decision, Driver, Field, Lap, Message, OptionSet, Replay } from '../src/data/types';

export function car(driverNumber: number, changes: Partial<Car> = {}): Car {
  return {
    driverNumber,
    driverCode: `D${driverNumber}`,
    teamName: 'Team',
    teamColour: 'ff8000',
    position: 1,
    gridPosition: null,
    lapsCompleted: 10,
    gapToLeaderS: 0,
    intervalS: null,
    lapsBehind: 0,
    lastLapTimeS: 90,
    bestLapTimeS: 89,
    compound: 'MEDIUM',
    tyreAgeLaps: 10,
    compoundsUsed: ['MEDIUM'],
    pitStops: 0,
    isInPit: false,
    isRetired: false,
    ...changes,
  };
}

export function field(cars: Car[], changes: Partial<Field> = {}): Field {
  return {
    sessionKey: 1,
    revision: 1,
    causedByIngestTimeMs: 1,
    eventTimeMs: 1,
    season: 2025,
    circuit: 'yas-marina',
    leaderLap: 10,
    scheduledLaps: 58,
    lapsToGo: 48,
    trackStatus: 'GREEN',
    isRaining: false,
    airTemperatureC: 25,
    trackTemperatureC: 30,
    isFinished: false,
    cars,
    ...changes,
  };
}

export function options(driverNumber: number, changes: Partial<OptionSet> = {}): OptionSet {
  return {
    driverNumber,
    driverCode: `D${driverNumber}`,
    lapNumber: 10,
    revision: 1,
    causedByIngestTimeMs: 1,
    lapsToGo: 48,
    position: 2,
    compound: 'MEDIUM',
    tyreAgeLaps: 10,
    trackStatus: 'GREEN',
    call: 'STAY_OUT',
    callReason: 'why',
    degradationSPerLap: null,
    stopWithin3LapsProbability: 0.1,
    futures: 100,
    plans: [],
    rejoin: null,
    pitLosses: [],
    duels: [],
    contingencies: [],
    ...changes,
  };
}

export function alert(changes: Partial<Alert>): Alert {
  return { alertId: 'a', driverNumber: 4, kind: 'UNDERCUT_THREAT', isActive: true, cause: 'near', rivalDriverNumber: 1, firstLapNumber: 1, lastLapNumber: 2, ...changes };
}

export function lap(lapNumber: number, changes: Partial<Lap> = {}): Lap {
  return {
    lapNumber,
    lapTimeS: 90,
    fuelCorrectedLapTimeS: null,
    stintNumber: 1,
    tyreAgeLaps: lapNumber,
    position: 1,
    gapToLeaderS: 0,
    trackStatus: 'GREEN',
    isInLap: false,
    isClean: true,
    isComplete: true,
    ...changes,
  };
}

export function driver(driverNumber: number, laps: Lap[]): Driver {
  return { driverNumber, driverCode: `D${driverNumber}`, teamColour: 'ff8000', stints: [], laps };
}

export function comment(decisionId: string, changes: Partial<NonNullable<Decision['comment']>>): Decision {
  return {
    driverNumber: 4,
    decisionId,
    revision: 1,
    change: 'COMMENTED',
    changedBy: 'ana',
    changedTimeMs: 1,
    lock: null,
    comment: { writtenBy: 'ana', text: decisionId, parentId: null, writtenTimeMs: 1, isDeleted: false, edits: [], ...changes },
  };
}

export function message(messageId: string, changes: Partial<Message> = {}): Message {
  return { messageId, eventTimeMs: 1, lapNumber: 3, driverNumber: null, category: 'Flag', flag: null, message: messageId, ...changes };
}

export function replay(changes: Partial<Replay> = {}): Replay {
  return {
    toldTimeMs: Date.now(),
    lapNumber: 3,
    lastLapNumber: 58,
    raceTimeS: 270,
    raceDurationS: 5400,
    speedFactor: 10,
    isPaused: false,
    isOver: false,
    refusal: null,
    ...changes,
  };
}
