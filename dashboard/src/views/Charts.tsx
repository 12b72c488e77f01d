/** Gaps, places and lap times of the field over the laps. */
import { SegmentedControl, Stack, Switch, Text, useComputedColorScheme } from '@mantine/core';
import { useMemo, useState } from 'react';

import { useShades } from '../data/shades';
import { useStore } from '../data/store';
import { lineColour } from '../domain/colours';
import { asCsv, series, type Measure } from '../domain/series';
import { LapChart, type Line } from '../widgets/LapChart';

const CHARTS: Record<Measure, { name: string; unit: string; isUpsideDown: boolean }> = {
  gap: { name: 'Gap to the leader', unit: 's', isUpsideDown: true },
  position: { name: 'Lap chart', unit: 'place', isUpsideDown: true },
  time: { name: 'Lap times (clean laps)', unit: 's', isUpsideDown: false },
};
const AROUND = 2;

export function Charts({ chosen }: { chosen: number | null }) {
  const drivers = useStore((state) => state.race.drivers);
  const cars = useStore((state) => state.race.field?.cars);
  const [measure, setMeasure] = useState<Measure>('gap');
  const shaded = useShades();
  const [onlyAround, setOnlyAround] = useState(false);
  const shown = useMemo(() => {
    const mine = cars?.find((car) => car.driverNumber === chosen);
    const near = (number: number) => {
      const car = cars?.find((one) => one.driverNumber === number);
      return !mine || !car || Math.abs(car.position - mine.position) <= AROUND;
    };
    return Object.values(drivers).filter((one) => !(onlyAround && chosen !== null) || near(one.driverNumber));
  }, [drivers, cars, chosen, onlyAround]);
  const found = useMemo(() => series(shown, measure), [shown, measure]);
  const scheme = useComputedColorScheme('dark');
  const lines: Line[] = useMemo(() => {
    const teams = new Set<string>();
    return found.lines.map(({ driver, values }) => {
      const colour = lineColour(driver.teamColour, scheme);
      const isSecond = teams.has(colour);
      teams.add(colour);
      return {
        label: driver.driverCode ?? String(driver.driverNumber),
        colour,
        width: driver.driverNumber === chosen ? 3.5 : 1.25,
        // Two cars have their team's colour: the second is dashed.
        ...(isSecond && { dash: [6, 3] }),
        values,
      };
    });
  }, [found, chosen, scheme]);
  if (found.laps.length === 0) return <Text p="md">No lap has ended yet.</Text>;
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label="Chart"
        value={measure}
        onChange={(value) => setMeasure(value as Measure)}
        data={Object.entries(CHARTS).map(([value, { name }]) => ({ value, label: name }))}
      />
      {chosen !== null && (
        <Switch size="xs" label="Only the cars around the chosen one" checked={onlyAround} onChange={(event) => setOnlyAround(event.currentTarget.checked)} />
      )}
      <LapChart {...CHARTS[measure]} laps={found.laps} lines={lines} shades={shaded} height={460} csv={() => asCsv(found)} withLegend />
      <Text size="xs" c="dimmed">Drag to zoom, double-click to see all. Shaded: safety car, VSC, red flag. A team’s second car is dashed.</Text>
    </Stack>
  );
}
