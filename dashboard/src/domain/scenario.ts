/** What-if scenarios: what the sliders say, what the service is asked, and both as part of an address. */
import type { Compound, ScenarioInput } from '../data/generated';

export interface Scenario {
  pitLap: number | null;
  compound: Compound;
  paceOffsetS: number;
  degradationFactor: number;
  scLap: number | null;
  rainLap: number | null;
  rivalPitsNow: number | null;
}

export const AS_IT_IS: Scenario = {
  pitLap: null,
  compound: 'HARD',
  paceOffsetS: 0,
  degradationFactor: 1,
  scLap: null,
  rainLap: null,
  rivalPitsNow: null,
};

/** The question to the service; what is as it is is not named. */
export function asInput(scenario: Scenario): ScenarioInput {
  const input: ScenarioInput = {};
  if (scenario.pitLap !== null) input.stops = [{ lapNumber: scenario.pitLap, compound: scenario.compound }];
  if (scenario.paceOffsetS !== 0) input.paceOffsetS = scenario.paceOffsetS;
  if (scenario.degradationFactor !== 1) input.degradationFactor = scenario.degradationFactor;
  if (scenario.scLap !== null) input.scLapNumber = scenario.scLap;
  if (scenario.rainLap !== null) input.rainLapNumber = scenario.rainLap;
  if (scenario.rivalPitsNow !== null) input.rivalPitsNow = scenario.rivalPitsNow;
  return input;
}

/** In words, for a list of scenarios. */
export function told(scenario: Scenario): string {
  const parts = [
    scenario.pitLap !== null && `pit L${scenario.pitLap} ${scenario.compound.toLowerCase()}`,
    scenario.paceOffsetS !== 0 && `pace ${scenario.paceOffsetS > 0 ? '+' : ''}${scenario.paceOffsetS.toFixed(1)} s`,
    scenario.degradationFactor !== 1 && `wear × ${scenario.degradationFactor.toFixed(1)}`,
    scenario.scLap !== null && `SC L${scenario.scLap}`,
    scenario.rainLap !== null && `rain L${scenario.rainLap}`,
    scenario.rivalPitsNow !== null && `${scenario.rivalPitsNow} pits now`,
  ].filter(Boolean);
  return parts.length ? parts.join(', ') : 'as it is';
}

/** For an address; what is as it is is left out. */
export function encode(scenario: Scenario): string {
  const changed = Object.entries(scenario).filter(
    ([name, value]) => value !== AS_IT_IS[name as keyof Scenario],
  );
  return changed.length ? btoa(JSON.stringify(Object.fromEntries(changed))) : '';
}

/** Read it back; what makes no sense is as it is. */
export function decode(text: string | null): Scenario {
  if (!text) return AS_IT_IS;
  try {
    const said = JSON.parse(atob(text)) as Record<string, unknown>;
    const known = Object.entries(said).filter(([name]) => name in AS_IT_IS);
    return { ...AS_IT_IS, ...Object.fromEntries(known) };
  } catch {
    return AS_IT_IS;
  }
}
