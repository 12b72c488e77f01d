/** Tyres: a colour, and a letter for whoever does not see the colour. */
import type { Compound } from '../data/generated';

export interface Look {
  letter: string;
  name: string;
  colour: string;
}

const LOOKS: Record<Compound, Look> = {
  SOFT: { letter: 'S', name: 'soft', colour: '#ff4d4d' },
  MEDIUM: { letter: 'M', name: 'medium', colour: '#ffd12e' },
  HARD: { letter: 'H', name: 'hard', colour: '#e8e8e8' },
  INTERMEDIATE: { letter: 'I', name: 'intermediate', colour: '#43c463' },
  WET: { letter: 'W', name: 'wet', colour: '#4aa3ff' },
  UNKNOWN: { letter: '?', name: 'unknown tyre', colour: '#9aa0a6' },
};

/** How a compound is shown. */
export function look(compound: Compound | null | undefined): Look {
  return LOOKS[compound ?? 'UNKNOWN'];
}
