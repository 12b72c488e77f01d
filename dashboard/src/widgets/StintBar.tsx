/** Stints along the laps of the race: driven ones solid, planned ones hatched, with safety cars behind. */
import type { Shade, Stretch } from '../domain/stints';
import { look } from '../domain/compounds';

const SHADES: Record<Shade['status'], string> = { SC: '#d98a00', VSC: '#d9b400', RED: '#c02030' };

interface Props {
  stretches: readonly Stretch[];
  shades?: readonly Shade[];
  laps: number;
  /** Laps before this one are not shown. */
  after?: number;
  now?: number | null;
  height?: number;
  label: string;
}

export function StintBar({ stretches, shades = [], laps, after = 0, now, height = 14, label }: Props) {
  const total = Math.max(1, laps - after);
  const x = (lap: number) => (100 * (lap - after)) / total;
  return (
    <svg className="stints" viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" height={height} role="img" aria-label={label}>
      {shades.map(({ status, from, to }) => (
        <rect key={`${status}${from}`} x={x(from - 1)} width={x(to) - x(from - 1)} y={0} height={height} fill={SHADES[status]} opacity={0.45}>
          <title>{`${status}, laps ${from} to ${to}`}</title>
        </rect>
      ))}
      {stretches.map(({ compound, from, to, isPlanned }) => {
        const { colour, name } = look(compound);
        return (
          <rect
            key={`${from}${isPlanned}`}
            x={x(from - 1)}
            width={Math.max(0.4, x(to) - x(from - 1) - 0.3)}
            y={height * 0.2}
            height={height * 0.6}
            fill={isPlanned ? 'transparent' : colour}
            stroke={colour}
            strokeWidth={isPlanned ? 1.5 : 0}
            vectorEffect="non-scaling-stroke"
          >
            <title>{`${name}, laps ${from} to ${to}${isPlanned ? ', planned' : ''}`}</title>
          </rect>
        );
      })}
      {now != null && <line x1={x(now)} x2={x(now)} y1={0} y2={height} stroke="var(--mantine-color-text)" vectorEffect="non-scaling-stroke" />}
    </svg>
  );
}
