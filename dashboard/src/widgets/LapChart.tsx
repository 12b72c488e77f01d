/** Lines over laps, with safety cars shaded; drag to zoom, double-click to see all, export as picture or table. */
import { Button, Group, useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';

import type { Shade } from '../domain/stints';

const SHADES: Record<Shade['status'], string> = { SC: '#d98a0040', VSC: '#d9b40030', RED: '#c0203045' };

export interface Line {
  label: string;
  colour: string;
  values: (number | null)[];
  width?: number;
  dash?: number[];
  hasPoints?: boolean;
}

interface Props {
  name: string;
  unit: string;
  laps: number[];
  lines: Line[];
  shades: Shade[];
  height?: number;
  isUpsideDown?: boolean;
  csv?: () => string;
  withLegend?: boolean;
}

export function LapChart({ name, unit, laps, lines, shades, height = 300, isUpsideDown = false, csv, withLegend = false }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shaded = useRef(shades);
  shaded.current = shades;
  const scheme = useComputedColorScheme('dark');
  const names = lines.map((line) => `${line.label}${line.colour}`).join();
  const data = useMemo(() => [laps, ...lines.map((line) => line.values)] as uPlot.AlignedData, [laps, lines]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const ink = scheme === 'dark' ? '#c9c9c9' : '#333';
    const grid = { stroke: scheme === 'dark' ? '#ffffff18' : '#00000018' };
    const made = new uPlot(
      {
        width: element.clientWidth || 600,
        height,
        scales: { x: { time: false }, y: { dir: isUpsideDown ? -1 : 1 } },
        axes: [
          { stroke: ink, grid, label: 'lap', labelSize: 18 },
          { stroke: ink, grid, label: unit, labelSize: 18, size: 56 },
        ],
        legend: { show: withLegend },
        series: [
          { label: 'lap' },
          ...lines.map((line) => ({
            label: line.label,
            stroke: line.colour,
            width: line.width ?? 1.25,
            dash: line.dash,
            points: { show: line.hasPoints ?? false, size: 5 },
          })),
        ],
        hooks: { drawClear: [(drawn) => shade(drawn, shaded.current)] },
      },
      data,
      element,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
    // New figures of the same lines go into the same plot, below.
  }, [names, scheme, height, unit, isUpsideDown, withLegend]);

  useEffect(() => plot.current?.setData(data), [data]);

  return (
    <figure style={{ margin: 0 }} aria-label={name}>
      <Group justify="space-between" gap="xs">
        <figcaption>{name}</figcaption>
        <Group gap={4}>
          <Button size="compact-xs" variant="subtle" onClick={() => plot.current && savePicture(plot.current.ctx.canvas, name)}>
            PNG
          </Button>
          {csv && (
            <Button size="compact-xs" variant="subtle" onClick={() => save(new Blob([csv()], { type: 'text/csv' }), `${name}.csv`)}>
              CSV
            </Button>
          )}
        </Group>
      </Group>
      <div ref={box} />
    </figure>
  );
}

function shade(plot: uPlot, shades: readonly Shade[]) {
  const { ctx, bbox } = plot;
  for (const { status, from, to } of shades) {
    const left = Math.max(bbox.left, plot.valToPos(from - 0.5, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(to + 0.5, 'x', true));
    if (right <= left) continue;
    ctx.fillStyle = SHADES[status];
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
}

function savePicture(canvas: HTMLCanvasElement, name: string) {
  canvas.toBlob((blob) => blob && save(blob, `${name}.png`));
}

function save(blob: Blob, fileName: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
