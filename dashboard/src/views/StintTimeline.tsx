/** Stint timeline: what was driven, the best plan, and the alternatives below it. */
import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { memo } from 'react';

import { useShades } from '../data/shades';
import { useStore } from '../data/store';
import type { OptionSet } from '../data/types';
import { driven, planned } from '../domain/stints';
import { StintBar } from '../widgets/StintBar';

const SHOWN = 4;

export const StintTimeline = memo(function StintTimeline({ driverNumber, options }: { driverNumber: number; options: OptionSet }) {
  const drivers = useStore((state) => state.race.drivers);
  const past = driven(drivers[driverNumber]);
  const shaded = useShades();
  const laps = options.lapNumber + options.lapsToGo;
  return (
    <Stack gap={2} component="section" aria-label="Stint timeline">
      <Title order={3} size="h5">
        Stint timeline
      </Title>
      {options.plans.slice(0, SHOWN).map((plan) => (
        <Group key={plan.rank} gap="xs" wrap="nowrap">
          <Text size="xs" w={110} ta="right" c={plan.rank === 1 ? undefined : 'dimmed'} truncate>
            {plan.label}
          </Text>
          <Box flex={1}>
            <StintBar
              stretches={[...past, ...planned(plan, options.compound, options.lapNumber, laps)]}
              shades={shaded}
              laps={laps}
              now={options.lapNumber}
              height={plan.rank === 1 ? 22 : 14}
              label={`Stints with ${plan.label}`}
            />
          </Box>
        </Group>
      ))}
      <Text size="xs" c="dimmed">
        Filled: driven. Outlined: planned. Shaded: safety car, VSC, red flag. The line is lap {options.lapNumber} of {laps}.
      </Text>
    </Stack>
  );
});
