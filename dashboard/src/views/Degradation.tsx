/** Tyre wear of the stint: measured laps without the fuel's weight, and the estimate with its 80 % band. */
import { Stack, Text, Title } from '@mantine/core';
import { memo, useMemo } from 'react';

import { useStore } from '../data/store';
import { wear } from '../domain/wear';
import { LapChart } from '../widgets/LapChart';

export const Degradation = memo(function Degradation({ driverNumber }: { driverNumber: number }) {
  const driver = useStore((state) => state.race.drivers[driverNumber]);
  const shown = useMemo(() => (driver ? wear(driver) : null), [driver]);
  return (
    <Stack gap={4} component="section" aria-label="Degradation">
      <Title order={3} size="h5">
        Degradation
      </Title>
      {shown === null ? (
        <Text size="sm" c="dimmed">Two clean laps of this stint are needed for an estimate.</Text>
      ) : (
        <>
          <Text size="sm">
            {shown.perLapS.toFixed(3)} s per lap ({shown.lowS.toFixed(3)} to {shown.highS.toFixed(3)}, 80 %)
          </Text>
          <LapChart
            name="Fuel-corrected lap time of this stint"
            unit="s"
            laps={shown.laps}
            shades={[]}
            height={200}
            lines={[
              { label: 'measured', colour: '#35b8d8', values: shown.measured, width: 0, hasPoints: true },
              { label: 'estimate', colour: '#ffd12e', values: shown.estimate, width: 2 },
              { label: 'low', colour: '#ffd12e', values: shown.low, dash: [4, 4] },
              { label: 'high', colour: '#ffd12e', values: shown.high, dash: [4, 4] },
            ]}
          />
        </>
      )}
    </Stack>
  );
});
