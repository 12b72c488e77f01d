/** Short names for what the service tells. */
import type {
  AlertsSubscription,
  DecidedFragment,
  DriversQuery,
  EndsFragment,
  FieldSubscription,
  MessagesSubscription,
  OptionsSubscription,
  ReplayedFragment,
  SessionsQuery,
  WhatIfQuery,
} from './generated';

export type Session = SessionsQuery['sessions'][number];
export type Field = FieldSubscription['fieldUpdated'];
export type Car = Field['cars'][number];
export type OptionSet = OptionsSubscription['optionsUpdated'];
export type Plan = OptionSet['plans'][number];
export type Duel = OptionSet['duels'][number];
export type Alert = AlertsSubscription['alertRaised'];
export type Decision = DecidedFragment;
export type Message = MessagesSubscription['messageSent'];
export type Replay = ReplayedFragment;
export type Driver = DriversQuery['drivers'][number];
export type Lap = Driver['laps'][number];
export type Stint = Driver['stints'][number];
export type Ends = EndsFragment;
export type WhatIfReply = WhatIfQuery['whatIf'];
