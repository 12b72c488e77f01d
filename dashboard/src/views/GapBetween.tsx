/** The gap from the chosen car to any other, lap by lap. */
import { Group, Select, Stack, Text, Title } from '@mantine/core';
import { memo, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';

import { useShades } from '../data/shades';
import { useStore } from '../data/store';
import { between } from '../domain/between';
import { gap } from '../domain/format';
import { LapChart } from '../widgets/LapChart';

export const GapBetween = memo(function GapBetween({ driverNumber }: { driverNumber: number }) {
  const drivers = useStore((state) => state.race.drivers);
  const others = useStore(
    useShallow(
      (state) =>
        new Map(
          (state.race.field?.cars ?? [])
            .filter((car) => car.driverNumber !== driverNumber)
            .map((car) => [String(car.driverNumber), `${car.driverCode ?? car.driverNumber} (P${car.position})`]),
        ),
    ),
  );
  const [other, setOther] = useState<string | null>(null);
  const mine = drivers[driverNumber];
  const theirs = other === null ? undefined : drivers[Number(other)];
  const found = useMemo(() => (mine && theirs ? between(mine, theirs) : null), [mine, theirs]);
  const shaded = useShades();
  const choices = useMemo(() => [...others].map(([value, label]) => ({ value, label })), [others]);
  return (
    <Stack gap={4} component="section" aria-label="Gap between two cars">
      <Group gap="xs">
        <Title order={3} size="h5">
          Gap to
        </Title>
        <Select size="xs" w={130} searchable clearable placeholder="any car" aria-label="Other car" data={choices} value={other} onChange={setOther} />
        {found && <Text size="sm" role="status">{trend(found)}</Text>}
      </Group>
      {found && found.laps.length > 1 && (
        <LapChart
          name={`Seconds behind: ${theirs?.driverCode ?? other}`}
          unit="s"
          laps={found.laps}
          shades={shaded}
          height={150}
          lines={[{ label: 'gap', colour: '#35b8d8', values: found.gapsS, width: 2 }]}
        />
      )}
    </Stack>
  );
});

function trend({ nowS, perLapS, closedInLaps }: ReturnType<typeof between>): string {
  if (nowS === null) return 'not known on this lap';
  const now = `${Math.abs(nowS).toFixed(1)} s ${nowS >= 0 ? 'behind' : 'ahead'}`;
  if (perLapS === null) return now;
  const closed = closedInLaps === null ? '' : `, level in ${Math.ceil(closedInLaps)} laps at that rate`;
  return `${now}, ${gap(perLapS, 2)} s a lap of late${closed}`;
}
