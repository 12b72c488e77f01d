/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What an alert is about. */
export type AlertKind =
  | 'RIVAL_PITTED'
  | 'SC_OPPORTUNITY'
  | 'STALE_DATA'
  | 'TYRE_CLIFF'
  | 'UNDERCUT_THREAT'
  | 'WINDOW_CLOSING'
  | 'WINDOW_OPEN';

/** What to do this lap. */
export type Call =
  | 'BOX'
  | 'COVER'
  | 'EXTEND'
  | 'STAY_OUT';

/** What happened to a decision last. */
export type Change =
  | 'COMMENTED'
  | 'DELETED'
  | 'EDITED'
  | 'EXPIRED'
  | 'LOCKED'
  | 'UNLOCKED';

/** Tyre compound as the feed names it; UNKNOWN until the feed has decided. */
export type Compound =
  | 'HARD'
  | 'INTERMEDIATE'
  | 'MEDIUM'
  | 'SOFT'
  | 'UNKNOWN'
  | 'WET';

/** What may happen on this very lap. */
export type Event =
  | 'RAIN'
  | 'RED'
  | 'SC'
  | 'VSC';

/** How an act ended: DONE, or why it was not done. */
export type Outcome =
  | 'DONE'
  | 'FULL'
  | 'HELD'
  | 'NOT_FOUND'
  | 'NOT_YOURS'
  | 'NO_OPTIONS'
  | 'OUTDATED';

/** A stop still to come. */
export type PlannedStopInput = {
  /** compound fitted at the stop */
  compound: Compound;
  /** in-lap: the car pits at the end of this lap */
  lapNumber: number;
};

/** What a replay can be told. */
export type ReplayAction =
  /** release nothing more */
  | 'PAUSE'
  /** go on */
  | 'PLAY'
  /** release all up to a lap's start at once, and go on there */
  | 'SEEK_LAP'
  /** go on at another speed */
  | 'SET_SPEED';

/** How a request ended. */
export type ReplyStatus =
  | 'BAD_REQUEST'
  | 'NO_RACE'
  | 'OK';

/** What is assumed to be otherwise, any of it together; what is not named stays as it is. */
export type ScenarioInput = {
  /** the car's tyres wear so many times as fast, 0 to 10 [times] */
  degradationFactor?: number | null | undefined;
  /** every lap of the car takes so much longer, within 10 s [s] */
  paceOffsetS?: number | null | undefined;
  /** loss of a stop under green, for all cars, 5 to 60 s [s] */
  pitLossS?: number | null | undefined;
  /** race lap on which a shower begins */
  rainLapNumber?: number | null | undefined;
  /** laps that it lasts, 1 to 100; 15 if not said [laps] */
  rainLaps?: number | null | undefined;
  /** race lap on which the race is stopped */
  redLapNumber?: number | null | undefined;
  /** number of a car that stops at the end of the lap that is being driven */
  rivalPitsNow?: number | null | undefined;
  /** race lap on which the safety car comes out */
  scLapNumber?: number | null | undefined;
  /** laps behind it, 1 to 20; 4 if not said [laps] */
  scLaps?: number | null | undefined;
  /** the car's stops still to come instead of the planned ones; empty: to the flag */
  stops?: Array<PlannedStopInput> | null | undefined;
  /** race lap on which the VSC begins */
  vscLapNumber?: number | null | undefined;
  /** laps under it, 1 to 20; 2 if not said [laps] */
  vscLaps?: number | null | undefined;
};

/** State of the whole track, mildest first. */
export type TrackStatus =
  | 'GREEN'
  | 'RED'
  | 'SC'
  | 'VSC'
  | 'YELLOW';

export type SessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionsQuery = { sessions: Array<{ sessionKey: number, season: number | null, circuit: string | null, leaderLap: number, scheduledLaps: number | null, trackStatus: TrackStatus, lastUpdateTimeMs: number, isFinished: boolean, timeZone: string | null, stale: boolean }> };

export type FieldSubscriptionVariables = Exact<{
  sessionKey: number;
  after?: string | null | undefined;
}>;


export type FieldSubscription = { fieldUpdated: { sessionKey: number, revision: number, causedByIngestTimeMs: number, eventTimeMs: number | null, season: number | null, circuit: string | null, leaderLap: number, scheduledLaps: number | null, lapsToGo: number | null, trackStatus: TrackStatus, isRaining: boolean | null, airTemperatureC: number | null, trackTemperatureC: number | null, isFinished: boolean, cars: Array<{ driverNumber: number, driverCode: string | null, teamName: string | null, teamColour: string | null, position: number, gridPosition: number | null, lapsCompleted: number, gapToLeaderS: number | null, intervalS: number | null, lapsBehind: number, lastLapTimeS: number | null, bestLapTimeS: number | null, compound: Compound | null, tyreAgeLaps: number | null, compoundsUsed: Array<Compound>, pitStops: number, isInPit: boolean, isRetired: boolean }> } };

export type OptionsSubscriptionVariables = Exact<{
  sessionKey: number;
  after?: string | null | undefined;
}>;


export type OptionsSubscription = { optionsUpdated: { driverNumber: number, driverCode: string | null, lapNumber: number, revision: number, causedByIngestTimeMs: number, lapsToGo: number, position: number, compound: Compound | null, tyreAgeLaps: number | null, trackStatus: TrackStatus, call: Call, callReason: string, degradationSPerLap: number | null, stopWithin3LapsProbability: number | null, futures: number | null, plans: Array<{ rank: number, label: string, pitLossS: number, timeToBestS: number, timeToBestLowS: number | null, timeToBestHighS: number | null, expectedPosition: number, meanPosition: number | null, positionLow: number | null, positionHigh: number | null, positionProbabilities: Array<number>, winProbability: number | null, podiumProbability: number | null, pointsProbability: number | null, regretPlaces: number | null, isLevelWithBest: boolean | null, stops: Array<{ lapNumber: number, compound: Compound }> }>, rejoin: { position: number, positionLow: number | null, positionHigh: number | null, pitLossS: number, aheadDriverCode: string | null, aheadGapS: number | null, behindDriverCode: string | null, behindGapS: number | null, trafficLossS: number | null } | null, pitLosses: Array<{ trackStatus: TrackStatus, pitLossS: number, pitLossLowS: number, pitLossHighS: number }>, duels: Array<{ rivalDriverNumber: number, isThreat: boolean, gapS: number, undercutProbability: number, marginS: number | null, bestLapNumber: number | null, answerWithinLaps: number | null }>, contingencies: Array<{ event: Event, call: Call, label: string, meanPosition: number, gainPlaces: number | null, gainLowPlaces: number | null, gainHighPlaces: number | null }> } };

export type AlertsSubscriptionVariables = Exact<{
  sessionKey: number;
  after?: string | null | undefined;
}>;


export type AlertsSubscription = { alertRaised: { alertId: string, driverNumber: number, kind: AlertKind, isActive: boolean, cause: string, rivalDriverNumber: number | null, firstLapNumber: number, lastLapNumber: number } };

export type DecidedFragment = { driverNumber: number, decisionId: string, revision: number, change: Change, changedBy: string | null, changedTimeMs: number, lock: { lockedBy: string, reason: string | null, planRank: number, planLabel: string, optionRevision: number, untilTimeMs: number } | null, comment: { writtenBy: string, text: string, parentId: string | null, writtenTimeMs: number, isDeleted: boolean, edits: Array<{ text: string }> } | null };

export type DecisionsSubscriptionVariables = Exact<{
  sessionKey: number;
  after?: string | null | undefined;
}>;


export type DecisionsSubscription = { decisionChanged: { driverNumber: number, decisionId: string, revision: number, change: Change, changedBy: string | null, changedTimeMs: number, lock: { lockedBy: string, reason: string | null, planRank: number, planLabel: string, optionRevision: number, untilTimeMs: number } | null, comment: { writtenBy: string, text: string, parentId: string | null, writtenTimeMs: number, isDeleted: boolean, edits: Array<{ text: string }> } | null } };

export type DriversQueryVariables = Exact<{
  sessionKey: number;
}>;


export type DriversQuery = { drivers: Array<{ driverNumber: number, driverCode: string | null, teamColour: string | null, stints: Array<{ stintNumber: number, compound: Compound | null, firstLapNumber: number, lastLapNumber: number, firstTyreAgeLaps: number | null, degradationSPerLap: number | null, degradationLowSPerLap: number | null, degradationHighSPerLap: number | null }>, laps: Array<{ lapNumber: number, lapTimeS: number | null, fuelCorrectedLapTimeS: number | null, stintNumber: number | null, tyreAgeLaps: number | null, position: number | null, gapToLeaderS: number | null, trackStatus: TrackStatus, isInLap: boolean, isClean: boolean, isComplete: boolean }> }> };

export type WhatIfQueryVariables = Exact<{
  sessionKey: number;
  driverNumber: number;
  scenario: ScenarioInput;
}>;


export type WhatIfQuery = { whatIf: { status: ReplyStatus, lapNumber: number | null, computeMs: number | null, errors: Array<{ field: string, message: string }>, whatIf: { changePlaces: number, changeLowPlaces: number, changeHighPlaces: number, timeChangeS: number, timeChangeLowS: number, timeChangeHighS: number, futures: number, unchanged: { label: string, meanPosition: number, positionLow: number, positionHigh: number, positionProbabilities: Array<number>, winProbability: number, podiumProbability: number, pointsProbability: number }, changed: { label: string, meanPosition: number, positionLow: number, positionHigh: number, positionProbabilities: Array<number>, winProbability: number, podiumProbability: number, pointsProbability: number } } | null } };

export type EndsFragment = { label: string, meanPosition: number, positionLow: number, positionHigh: number, positionProbabilities: Array<number>, winProbability: number, podiumProbability: number, pointsProbability: number };

export type SettledFragment = { outcome: Outcome, message: string };

export type LockMutationVariables = Exact<{
  sessionKey: number;
  driverNumber: number;
  revision: number;
  planRank: number;
  reason?: string | null | undefined;
}>;


export type LockMutation = { lockOption: { outcome: Outcome, message: string } };

export type UnlockMutationVariables = Exact<{
  sessionKey: number;
  driverNumber: number;
}>;


export type UnlockMutation = { unlockOption: { outcome: Outcome, message: string } };

export type SayMutationVariables = Exact<{
  sessionKey: number;
  driverNumber: number;
  text: string;
  parentId?: string | null | undefined;
  revision?: number | null | undefined;
}>;


export type SayMutation = { commentOnOption: { outcome: Outcome, message: string } };

export type TakeBackMutationVariables = Exact<{
  sessionKey: number;
  driverNumber: number;
  commentId: string;
}>;


export type TakeBackMutation = { deleteComment: { outcome: Outcome, message: string } };

export type MessagesSubscriptionVariables = Exact<{
  sessionKey: number;
  after?: string | null | undefined;
}>;


export type MessagesSubscription = { messageSent: { messageId: string, eventTimeMs: number, lapNumber: number | null, driverNumber: number | null, category: string | null, flag: string | null, message: string } };

export type ReplayedFragment = { toldTimeMs: number, lapNumber: number, lastLapNumber: number, raceTimeS: number, raceDurationS: number, speedFactor: number, isPaused: boolean, isOver: boolean, refusal: string | null };

export type ReplaySubscriptionVariables = Exact<{
  sessionKey: number;
  after?: string | null | undefined;
}>;


export type ReplaySubscription = { replayChanged: { toldTimeMs: number, lapNumber: number, lastLapNumber: number, raceTimeS: number, raceDurationS: number, speedFactor: number, isPaused: boolean, isOver: boolean, refusal: string | null } };

export type ControlReplayMutationVariables = Exact<{
  sessionKey: number;
  action: ReplayAction;
  speedFactor?: number | null | undefined;
  lapNumber?: number | null | undefined;
}>;


export type ControlReplayMutation = { controlReplay: { toldTimeMs: number, lapNumber: number, lastLapNumber: number, raceTimeS: number, raceDurationS: number, speedFactor: number, isPaused: boolean, isOver: boolean, refusal: string | null } };

export type ReportsQueryVariables = Exact<{ [key: string]: never; }>;


export type ReportsQuery = { reports: Array<{ name: string, title: string, writtenTimeMs: number }> };

export type ReportQueryVariables = Exact<{
  name: string;
}>;


export type ReportQuery = { report: { title: string, html: string } | null };

export type ModelCardsQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelCardsQuery = { modelCards: Array<{ name: string, title: string, markdown: string, picture: string | null }> };

export const DecidedFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Decided"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Decision"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"driverNumber"}},{"kind":"Field","name":{"kind":"Name","value":"decisionId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"change"}},{"kind":"Field","name":{"kind":"Name","value":"changedBy"}},{"kind":"Field","name":{"kind":"Name","value":"changedTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"lock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lockedBy"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"planRank"}},{"kind":"Field","name":{"kind":"Name","value":"planLabel"}},{"kind":"Field","name":{"kind":"Name","value":"optionRevision"}},{"kind":"Field","name":{"kind":"Name","value":"untilTimeMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"comment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"writtenBy"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"parentId"}},{"kind":"Field","name":{"kind":"Name","value":"writtenTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"isDeleted"}},{"kind":"Field","name":{"kind":"Name","value":"edits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]}}]} as unknown as DocumentNode<DecidedFragment, unknown>;
export const EndsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Ends"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Future"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"meanPosition"}},{"kind":"Field","name":{"kind":"Name","value":"positionLow"}},{"kind":"Field","name":{"kind":"Name","value":"positionHigh"}},{"kind":"Field","name":{"kind":"Name","value":"positionProbabilities"}},{"kind":"Field","name":{"kind":"Name","value":"winProbability"}},{"kind":"Field","name":{"kind":"Name","value":"podiumProbability"}},{"kind":"Field","name":{"kind":"Name","value":"pointsProbability"}}]}}]} as unknown as DocumentNode<EndsFragment, unknown>;
export const SettledFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Settled"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionReply"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<SettledFragment, unknown>;
export const ReplayedFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Replayed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ReplayStatus"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"toldTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"lapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"lastLapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"raceTimeS"}},{"kind":"Field","name":{"kind":"Name","value":"raceDurationS"}},{"kind":"Field","name":{"kind":"Name","value":"speedFactor"}},{"kind":"Field","name":{"kind":"Name","value":"isPaused"}},{"kind":"Field","name":{"kind":"Name","value":"isOver"}},{"kind":"Field","name":{"kind":"Name","value":"refusal"}}]}}]} as unknown as DocumentNode<ReplayedFragment, unknown>;
export const SessionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionKey"}},{"kind":"Field","name":{"kind":"Name","value":"season"}},{"kind":"Field","name":{"kind":"Name","value":"circuit"}},{"kind":"Field","name":{"kind":"Name","value":"leaderLap"}},{"kind":"Field","name":{"kind":"Name","value":"scheduledLaps"}},{"kind":"Field","name":{"kind":"Name","value":"trackStatus"}},{"kind":"Field","name":{"kind":"Name","value":"lastUpdateTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"isFinished"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}}]}}]}}]} as unknown as DocumentNode<SessionsQuery, SessionsQueryVariables>;
export const FieldDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Field"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldUpdated"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionKey"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"causedByIngestTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"eventTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"season"}},{"kind":"Field","name":{"kind":"Name","value":"circuit"}},{"kind":"Field","name":{"kind":"Name","value":"leaderLap"}},{"kind":"Field","name":{"kind":"Name","value":"scheduledLaps"}},{"kind":"Field","name":{"kind":"Name","value":"lapsToGo"}},{"kind":"Field","name":{"kind":"Name","value":"trackStatus"}},{"kind":"Field","name":{"kind":"Name","value":"isRaining"}},{"kind":"Field","name":{"kind":"Name","value":"airTemperatureC"}},{"kind":"Field","name":{"kind":"Name","value":"trackTemperatureC"}},{"kind":"Field","name":{"kind":"Name","value":"isFinished"}},{"kind":"Field","name":{"kind":"Name","value":"cars"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"driverNumber"}},{"kind":"Field","name":{"kind":"Name","value":"driverCode"}},{"kind":"Field","name":{"kind":"Name","value":"teamName"}},{"kind":"Field","name":{"kind":"Name","value":"teamColour"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"gridPosition"}},{"kind":"Field","name":{"kind":"Name","value":"lapsCompleted"}},{"kind":"Field","name":{"kind":"Name","value":"gapToLeaderS"}},{"kind":"Field","name":{"kind":"Name","value":"intervalS"}},{"kind":"Field","name":{"kind":"Name","value":"lapsBehind"}},{"kind":"Field","name":{"kind":"Name","value":"lastLapTimeS"}},{"kind":"Field","name":{"kind":"Name","value":"bestLapTimeS"}},{"kind":"Field","name":{"kind":"Name","value":"compound"}},{"kind":"Field","name":{"kind":"Name","value":"tyreAgeLaps"}},{"kind":"Field","name":{"kind":"Name","value":"compoundsUsed"}},{"kind":"Field","name":{"kind":"Name","value":"pitStops"}},{"kind":"Field","name":{"kind":"Name","value":"isInPit"}},{"kind":"Field","name":{"kind":"Name","value":"isRetired"}}]}}]}}]}}]} as unknown as DocumentNode<FieldSubscription, FieldSubscriptionVariables>;
export const OptionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Options"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"optionsUpdated"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"driverNumber"}},{"kind":"Field","name":{"kind":"Name","value":"driverCode"}},{"kind":"Field","name":{"kind":"Name","value":"lapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"causedByIngestTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"lapsToGo"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"compound"}},{"kind":"Field","name":{"kind":"Name","value":"tyreAgeLaps"}},{"kind":"Field","name":{"kind":"Name","value":"trackStatus"}},{"kind":"Field","name":{"kind":"Name","value":"call"}},{"kind":"Field","name":{"kind":"Name","value":"callReason"}},{"kind":"Field","name":{"kind":"Name","value":"degradationSPerLap"}},{"kind":"Field","name":{"kind":"Name","value":"stopWithin3LapsProbability"}},{"kind":"Field","name":{"kind":"Name","value":"futures"}},{"kind":"Field","name":{"kind":"Name","value":"plans"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rank"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"pitLossS"}},{"kind":"Field","name":{"kind":"Name","value":"timeToBestS"}},{"kind":"Field","name":{"kind":"Name","value":"timeToBestLowS"}},{"kind":"Field","name":{"kind":"Name","value":"timeToBestHighS"}},{"kind":"Field","name":{"kind":"Name","value":"expectedPosition"}},{"kind":"Field","name":{"kind":"Name","value":"meanPosition"}},{"kind":"Field","name":{"kind":"Name","value":"positionLow"}},{"kind":"Field","name":{"kind":"Name","value":"positionHigh"}},{"kind":"Field","name":{"kind":"Name","value":"positionProbabilities"}},{"kind":"Field","name":{"kind":"Name","value":"winProbability"}},{"kind":"Field","name":{"kind":"Name","value":"podiumProbability"}},{"kind":"Field","name":{"kind":"Name","value":"pointsProbability"}},{"kind":"Field","name":{"kind":"Name","value":"regretPlaces"}},{"kind":"Field","name":{"kind":"Name","value":"isLevelWithBest"}},{"kind":"Field","name":{"kind":"Name","value":"stops"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"compound"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"rejoin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"positionLow"}},{"kind":"Field","name":{"kind":"Name","value":"positionHigh"}},{"kind":"Field","name":{"kind":"Name","value":"pitLossS"}},{"kind":"Field","name":{"kind":"Name","value":"aheadDriverCode"}},{"kind":"Field","name":{"kind":"Name","value":"aheadGapS"}},{"kind":"Field","name":{"kind":"Name","value":"behindDriverCode"}},{"kind":"Field","name":{"kind":"Name","value":"behindGapS"}},{"kind":"Field","name":{"kind":"Name","value":"trafficLossS"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pitLosses"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"trackStatus"}},{"kind":"Field","name":{"kind":"Name","value":"pitLossS"}},{"kind":"Field","name":{"kind":"Name","value":"pitLossLowS"}},{"kind":"Field","name":{"kind":"Name","value":"pitLossHighS"}}]}},{"kind":"Field","name":{"kind":"Name","value":"duels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rivalDriverNumber"}},{"kind":"Field","name":{"kind":"Name","value":"isThreat"}},{"kind":"Field","name":{"kind":"Name","value":"gapS"}},{"kind":"Field","name":{"kind":"Name","value":"undercutProbability"}},{"kind":"Field","name":{"kind":"Name","value":"marginS"}},{"kind":"Field","name":{"kind":"Name","value":"bestLapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"answerWithinLaps"}}]}},{"kind":"Field","name":{"kind":"Name","value":"contingencies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"call"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"meanPosition"}},{"kind":"Field","name":{"kind":"Name","value":"gainPlaces"}},{"kind":"Field","name":{"kind":"Name","value":"gainLowPlaces"}},{"kind":"Field","name":{"kind":"Name","value":"gainHighPlaces"}}]}}]}}]}}]} as unknown as DocumentNode<OptionsSubscription, OptionsSubscriptionVariables>;
export const AlertsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Alerts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"alertRaised"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"alertId"}},{"kind":"Field","name":{"kind":"Name","value":"driverNumber"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"rivalDriverNumber"}},{"kind":"Field","name":{"kind":"Name","value":"firstLapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"lastLapNumber"}}]}}]}}]} as unknown as DocumentNode<AlertsSubscription, AlertsSubscriptionVariables>;
export const DecisionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Decisions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decisionChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Decided"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Decided"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Decision"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"driverNumber"}},{"kind":"Field","name":{"kind":"Name","value":"decisionId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"change"}},{"kind":"Field","name":{"kind":"Name","value":"changedBy"}},{"kind":"Field","name":{"kind":"Name","value":"changedTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"lock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lockedBy"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"planRank"}},{"kind":"Field","name":{"kind":"Name","value":"planLabel"}},{"kind":"Field","name":{"kind":"Name","value":"optionRevision"}},{"kind":"Field","name":{"kind":"Name","value":"untilTimeMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"comment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"writtenBy"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"parentId"}},{"kind":"Field","name":{"kind":"Name","value":"writtenTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"isDeleted"}},{"kind":"Field","name":{"kind":"Name","value":"edits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]}}]} as unknown as DocumentNode<DecisionsSubscription, DecisionsSubscriptionVariables>;
export const DriversDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Drivers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"drivers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"driverNumber"}},{"kind":"Field","name":{"kind":"Name","value":"driverCode"}},{"kind":"Field","name":{"kind":"Name","value":"teamColour"}},{"kind":"Field","name":{"kind":"Name","value":"stints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stintNumber"}},{"kind":"Field","name":{"kind":"Name","value":"compound"}},{"kind":"Field","name":{"kind":"Name","value":"firstLapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"lastLapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"firstTyreAgeLaps"}},{"kind":"Field","name":{"kind":"Name","value":"degradationSPerLap"}},{"kind":"Field","name":{"kind":"Name","value":"degradationLowSPerLap"}},{"kind":"Field","name":{"kind":"Name","value":"degradationHighSPerLap"}}]}},{"kind":"Field","name":{"kind":"Name","value":"laps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"lapTimeS"}},{"kind":"Field","name":{"kind":"Name","value":"fuelCorrectedLapTimeS"}},{"kind":"Field","name":{"kind":"Name","value":"stintNumber"}},{"kind":"Field","name":{"kind":"Name","value":"tyreAgeLaps"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"gapToLeaderS"}},{"kind":"Field","name":{"kind":"Name","value":"trackStatus"}},{"kind":"Field","name":{"kind":"Name","value":"isInLap"}},{"kind":"Field","name":{"kind":"Name","value":"isClean"}},{"kind":"Field","name":{"kind":"Name","value":"isComplete"}}]}}]}}]}}]} as unknown as DocumentNode<DriversQuery, DriversQueryVariables>;
export const WhatIfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhatIf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"driverNumber"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"scenario"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ScenarioInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"whatIf"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"driverNumber"},"value":{"kind":"Variable","name":{"kind":"Name","value":"driverNumber"}}},{"kind":"Argument","name":{"kind":"Name","value":"scenario"},"value":{"kind":"Variable","name":{"kind":"Name","value":"scenario"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"computeMs"}},{"kind":"Field","name":{"kind":"Name","value":"whatIf"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changePlaces"}},{"kind":"Field","name":{"kind":"Name","value":"changeLowPlaces"}},{"kind":"Field","name":{"kind":"Name","value":"changeHighPlaces"}},{"kind":"Field","name":{"kind":"Name","value":"timeChangeS"}},{"kind":"Field","name":{"kind":"Name","value":"timeChangeLowS"}},{"kind":"Field","name":{"kind":"Name","value":"timeChangeHighS"}},{"kind":"Field","name":{"kind":"Name","value":"futures"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Ends"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changed"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Ends"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Ends"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Future"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"meanPosition"}},{"kind":"Field","name":{"kind":"Name","value":"positionLow"}},{"kind":"Field","name":{"kind":"Name","value":"positionHigh"}},{"kind":"Field","name":{"kind":"Name","value":"positionProbabilities"}},{"kind":"Field","name":{"kind":"Name","value":"winProbability"}},{"kind":"Field","name":{"kind":"Name","value":"podiumProbability"}},{"kind":"Field","name":{"kind":"Name","value":"pointsProbability"}}]}}]} as unknown as DocumentNode<WhatIfQuery, WhatIfQueryVariables>;
export const LockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Lock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"driverNumber"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"revision"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"planRank"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reason"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lockOption"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"driverNumber"},"value":{"kind":"Variable","name":{"kind":"Name","value":"driverNumber"}}},{"kind":"Argument","name":{"kind":"Name","value":"revision"},"value":{"kind":"Variable","name":{"kind":"Name","value":"revision"}}},{"kind":"Argument","name":{"kind":"Name","value":"planRank"},"value":{"kind":"Variable","name":{"kind":"Name","value":"planRank"}}},{"kind":"Argument","name":{"kind":"Name","value":"reason"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reason"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Settled"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Settled"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionReply"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<LockMutation, LockMutationVariables>;
export const UnlockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Unlock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"driverNumber"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unlockOption"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"driverNumber"},"value":{"kind":"Variable","name":{"kind":"Name","value":"driverNumber"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Settled"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Settled"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionReply"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<UnlockMutation, UnlockMutationVariables>;
export const SayDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Say"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"driverNumber"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"text"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"parentId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"revision"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"commentOnOption"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"driverNumber"},"value":{"kind":"Variable","name":{"kind":"Name","value":"driverNumber"}}},{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}},{"kind":"Argument","name":{"kind":"Name","value":"parentId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"parentId"}}},{"kind":"Argument","name":{"kind":"Name","value":"revision"},"value":{"kind":"Variable","name":{"kind":"Name","value":"revision"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Settled"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Settled"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionReply"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<SayMutation, SayMutationVariables>;
export const TakeBackDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TakeBack"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"driverNumber"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"commentId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteComment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"driverNumber"},"value":{"kind":"Variable","name":{"kind":"Name","value":"driverNumber"}}},{"kind":"Argument","name":{"kind":"Name","value":"commentId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"commentId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Settled"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Settled"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionReply"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<TakeBackMutation, TakeBackMutationVariables>;
export const MessagesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Messages"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"messageSent"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"messageId"}},{"kind":"Field","name":{"kind":"Name","value":"eventTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"lapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"driverNumber"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"flag"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<MessagesSubscription, MessagesSubscriptionVariables>;
export const ReplayDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Replay"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Replayed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Replayed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ReplayStatus"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"toldTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"lapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"lastLapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"raceTimeS"}},{"kind":"Field","name":{"kind":"Name","value":"raceDurationS"}},{"kind":"Field","name":{"kind":"Name","value":"speedFactor"}},{"kind":"Field","name":{"kind":"Name","value":"isPaused"}},{"kind":"Field","name":{"kind":"Name","value":"isOver"}},{"kind":"Field","name":{"kind":"Name","value":"refusal"}}]}}]} as unknown as DocumentNode<ReplaySubscription, ReplaySubscriptionVariables>;
export const ControlReplayDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ControlReplay"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"action"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReplayAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"speedFactor"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Float"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"lapNumber"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"controlReplay"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"action"},"value":{"kind":"Variable","name":{"kind":"Name","value":"action"}}},{"kind":"Argument","name":{"kind":"Name","value":"speedFactor"},"value":{"kind":"Variable","name":{"kind":"Name","value":"speedFactor"}}},{"kind":"Argument","name":{"kind":"Name","value":"lapNumber"},"value":{"kind":"Variable","name":{"kind":"Name","value":"lapNumber"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Replayed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Replayed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ReplayStatus"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"toldTimeMs"}},{"kind":"Field","name":{"kind":"Name","value":"lapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"lastLapNumber"}},{"kind":"Field","name":{"kind":"Name","value":"raceTimeS"}},{"kind":"Field","name":{"kind":"Name","value":"raceDurationS"}},{"kind":"Field","name":{"kind":"Name","value":"speedFactor"}},{"kind":"Field","name":{"kind":"Name","value":"isPaused"}},{"kind":"Field","name":{"kind":"Name","value":"isOver"}},{"kind":"Field","name":{"kind":"Name","value":"refusal"}}]}}]} as unknown as DocumentNode<ControlReplayMutation, ControlReplayMutationVariables>;
export const ReportsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Reports"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reports"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"writtenTimeMs"}}]}}]}}]} as unknown as DocumentNode<ReportsQuery, ReportsQueryVariables>;
export const ReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Report"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"report"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"html"}}]}}]}}]} as unknown as DocumentNode<ReportQuery, ReportQueryVariables>;
export const ModelCardsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ModelCards"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"modelCards"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"markdown"}},{"kind":"Field","name":{"kind":"Name","value":"picture"}}]}}]}}]} as unknown as DocumentNode<ModelCardsQuery, ModelCardsQueryVariables>;