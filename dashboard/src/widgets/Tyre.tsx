/** A tyre: its compound by colour and letter, and its age in laps. */
import type { Compound } from '../data/generated';
import { look } from '../domain/compounds';

export function Tyre({ compound, ageLaps }: { compound: Compound | null | undefined; ageLaps?: number | null }) {
  const { letter, name, colour } = look(compound);
  const age = ageLaps == null ? '' : `, ${ageLaps} laps old`;
  return (
    <span title={`${name}${age}`}>
      <span className="tyre" style={{ borderColor: colour }} role="img" aria-label={`${name}${age}`}>
        {letter}
      </span>
      {ageLaps != null && <span aria-hidden> {ageLaps}</span>}
    </span>
  );
}
