/** A tyre: its compound by colour and letter, and its age in laps. */
import { Tooltip } from '@mantine/core';

import type { Compound } from '../data/generated';
import { look } from '../domain/compounds';

export function Tyre({ compound, ageLaps }: { compound: Compound | null | undefined; ageLaps?: number | null }) {
  const { letter, name, colour } = look(compound);
  const age = ageLaps == null ? '' : `, ${ageLaps} laps old`;
  return (
    <Tooltip label={`${name}${age}`}>
      <span>
        <span className="tyre" style={{ borderColor: colour }} role="img" aria-label={`${name}${age}`}>
          {letter}
        </span>
        {ageLaps != null && <span aria-hidden> {ageLaps}</span>}
      </span>
    </Tooltip>
  );
}
