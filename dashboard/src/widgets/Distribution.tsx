/** The chances of every place at the flag, as small bars. */
import { percent } from '../domain/format';

export function Distribution({ chances, of }: { chances: readonly number[]; of: string }) {
  const highest = Math.max(...chances, 0.01);
  const likely = chances
    .map((chance, index) => ({ chance, position: index + 1 }))
    .filter(({ chance }) => chance >= 0.05)
    .map(({ chance, position }) => `P${position} ${percent(chance)}`)
    .join(', ');
  return (
    <span className="distribution" role="img" aria-label={`${of}: ${likely}`} title={`Place at the flag: ${likely}`}>
      {chances.map((chance, index) => (
        <span key={index} style={{ height: `${(100 * chance) / highest}%` }} />
      ))}
    </span>
  );
}
