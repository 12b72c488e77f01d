/** What if: the race with something changed beside the race as it is, in the same simulated futures. */
import { Alert, Button, Checkbox, Group, Loader, SegmentedControl, Select, Slider, Stack, Table, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { memo, useEffect, useState } from 'react';

import { useShallow } from 'zustand/react/shallow';

import { ask, Refused } from '../data/client';
import { WhatIfDocument, type Compound } from '../data/generated';
import { useStore } from '../data/store';
import { isOfTheDesk } from '../data/token';
import type { OptionSet, WhatIfReply } from '../data/types';
import { fixed, gap, percent, place } from '../domain/format';
import { AS_IT_IS, asInput, decode, encode, told, type Scenario } from '../domain/scenario';
import { Distribution } from '../widgets/Distribution';

const PARAMETER = 'whatif';
const WAIT_MS = 200;
const DRY: Compound[] = ['SOFT', 'MEDIUM', 'HARD'];
const WET: Compound[] = ['INTERMEDIATE', 'WET'];

interface Props {
  sessionKey: number;
  driverNumber: number;
  options: OptionSet;
}

interface Kept {
  scenario: Scenario;
  reply: WhatIfReply;
}

export const WhatIf = memo(function WhatIf({ sessionKey, driverNumber, options }: Props) {
  const token = useStore((state) => state.token);
  const claims = useStore((state) => state.claims);
  const rivals = useStore(
    useShallow((state) =>
      (state.race.field?.cars ?? [])
        .filter((car) => car.driverNumber !== driverNumber && !car.isRetired)
        .map((car) => `${car.driverNumber} ${car.driverCode ?? car.driverNumber}`)
        .sort(),
    ),
  );
  const isRaining = useStore((state) => state.race.field?.isRaining ?? false);
  const [scenario, setScenario] = useState(() => decode(new URLSearchParams(location.search).get(PARAMETER)));
  const [reply, setReply] = useState<WhatIfReply | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [kept, setKept] = useState<Kept[]>([]);
  const [settled] = useDebouncedValue(scenario, WAIT_MS);
  const mayAsk = isOfTheDesk(claims);

  useEffect(() => {
    const address = new URL(location.href);
    const text = encode(settled);
    if (text) address.searchParams.set(PARAMETER, text);
    else address.searchParams.delete(PARAMETER);
    history.replaceState(history.state, '', address);
    if (!text || !mayAsk) {
      setReply(null);
      return;
    }
    let isCurrent = true;
    setAsking(true);
    ask(WhatIfDocument, { sessionKey, driverNumber, scenario: asInput(settled) }, token)
      .then(({ whatIf }) => {
        if (!isCurrent) return;
        setReply(whatIf);
        setError(whatIf.errors.length ? whatIf.errors.map((one) => `${one.field}: ${one.message}`).join('; ') : null);
      })
      .catch((wrong: unknown) => isCurrent && setError(wrong instanceof Refused ? wrong.message : 'The service does not answer.'))
      .finally(() => isCurrent && setAsking(false));
    return () => {
      isCurrent = false;
    };
    // A new lap changes the answer too.
  }, [settled, options.revision, mayAsk, sessionKey, driverNumber, token]);

  const isWet = isRaining || scenario.rainLap !== null || (options.compound !== null && WET.includes(options.compound));
  const change = (part: Partial<Scenario>) => setScenario((known) => ({ ...known, ...part }));
  const first = options.lapNumber + 1;
  const last = options.lapNumber + options.lapsToGo;
  if (!mayAsk) return <Text size="sm" c="dimmed">A strategist or lead can ask what if.</Text>;
  if (options.lapsToGo < 2) return null;
  const lap = (name: string, value: number | null, key: 'pitLap' | 'scLap' | 'rainLap') => (
    <LapSlider name={name} value={value} from={first} to={last} onChange={(chosen) => change({ [key]: chosen })} />
  );
  return (
    <Stack gap="xs" component="section" aria-label="What if">
      <Group>
        <Title order={3} size="h5">
          What if
        </Title>
        {isAsking && <Loader size="xs" aria-label="Simulating" />}
        <Button size="compact-xs" variant="default" ml="auto" onClick={() => setScenario(AS_IT_IS)}>
          As it is
        </Button>
        <Button size="compact-xs" disabled={!reply?.whatIf} onClick={() => reply && setKept((known) => [...known, { scenario: settled, reply }])}>
          Keep
        </Button>
      </Group>
      {lap('Pit at the end of lap', scenario.pitLap, 'pitLap')}
      {scenario.pitLap !== null && (
        <SegmentedControl size="xs" aria-label="Compound" data={isWet ? [...DRY, ...WET] : DRY} value={scenario.compound} onChange={(value) => change({ compound: value as Compound })} />
      )}
      <Figure name="Pace, seconds a lap" value={scenario.paceOffsetS} min={-1} max={1} step={0.1} onChange={(paceOffsetS) => change({ paceOffsetS })} />
      <Figure name="Tyre wear, times" value={scenario.degradationFactor} min={0} max={3} step={0.1} onChange={(degradationFactor) => change({ degradationFactor })} />
      {lap('Safety car on lap', scenario.scLap, 'scLap')}
      {lap('Rain from lap', scenario.rainLap, 'rainLap')}
      <Select
        size="xs"
        label="A rival pits now"
        clearable
        data={rivals.map((rival) => {
          const [value = '', label = ''] = rival.split(' ');
          return { value, label };
        })}
        value={scenario.rivalPitsNow === null ? null : String(scenario.rivalPitsNow)}
        onChange={(value) => change({ rivalPitsNow: value === null ? null : Number(value) })}
      />
      {error && <Alert color="orange" p="xs" role="alert">{error}</Alert>}
      <Results now={reply && encode(settled) ? { scenario: settled, reply } : null} kept={kept} onForget={(index) => setKept((known) => known.filter((_, at) => at !== index))} />
    </Stack>
  );
});

function LapSlider({ name, value, from, to, onChange }: { name: string; value: number | null; from: number; to: number; onChange: (lap: number | null) => void }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Checkbox size="xs" w={170} label={name} checked={value !== null} onChange={(event) => onChange(event.currentTarget.checked ? Math.min(to, from + 2) : null)} />
      <Slider flex={1} size="sm" min={from} max={to} disabled={value === null} value={value ?? from} onChange={onChange} label={(lap) => `lap ${lap}`} thumbLabel={name} />
      <Text size="xs" w={32} ta="right">{value ?? ''}</Text>
    </Group>
  );
}

function Figure({ name, value, min, max, step, onChange }: { name: string; value: number; min: number; max: number; step: number; onChange: (value: number) => void }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="xs" w={170}>{name}</Text>
      <Slider flex={1} size="sm" min={min} max={max} step={step} value={value} onChange={(raw) => onChange(Number(raw.toFixed(2)))} label={(shown) => shown.toFixed(1)} thumbLabel={name} />
      <Text size="xs" w={32} ta="right">{value.toFixed(1)}</Text>
    </Group>
  );
}

function Results({ now, kept, onForget }: { now: Kept | null; kept: Kept[]; onForget: (index: number) => void }) {
  const rows = [...(now?.reply.whatIf ? [now] : []), ...kept];
  const unchanged = rows[0]?.reply.whatIf?.unchanged;
  if (!unchanged) return <Text size="sm" c="dimmed">Move a slider: the answer comes at once.</Text>;
  return (
    <Table className="options" aria-label="What-if results">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Scenario</Table.Th>
          <Table.Th scope="col">Plan</Table.Th>
          <Table.Th scope="col">Place</Table.Th>
          <Table.Th scope="col" className="number">Change</Table.Th>
          <Table.Th scope="col" className="number">Points</Table.Th>
          <Table.Th scope="col"><span className="sr-only">Forget</span></Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        <Table.Tr>
          <Table.Td>as it is</Table.Td>
          <Table.Td>{unchanged.label}</Table.Td>
          <Table.Td><Group gap={6} wrap="nowrap">{place(unchanged.meanPosition)} <Distribution chances={unchanged.positionProbabilities} of="as it is" /></Group></Table.Td>
          <Table.Td />
          <Table.Td className="number">{percent(unchanged.pointsProbability)}</Table.Td>
          <Table.Td />
        </Table.Tr>
        {rows.map(({ scenario, reply }, index) => {
          const found = reply.whatIf;
          const keptIndex = index - (now?.reply.whatIf ? 1 : 0);
          return found ? (
            <Table.Tr key={index} data-scenario={keptIndex < 0 ? 'now' : 'kept'}>
              <Table.Td className="wraps">{told(scenario)}</Table.Td>
              <Table.Td>{found.changed.label}</Table.Td>
              <Table.Td><Group gap={6} wrap="nowrap">{place(found.changed.meanPosition)} <Distribution chances={found.changed.positionProbabilities} of={told(scenario)} /></Group></Table.Td>
              <Table.Td className="number">
                {gap(found.changePlaces, 2)} places, {gap(found.timeChangeS)} s
                <Text size="xs" c="dimmed">
                  {fixed(found.changeLowPlaces)} to {fixed(found.changeHighPlaces)} places
                </Text>
              </Table.Td>
              <Table.Td className="number">{percent(found.changed.pointsProbability)}</Table.Td>
              <Table.Td>
                {keptIndex >= 0 && <Button size="compact-xs" variant="subtle" onClick={() => onForget(keptIndex)} aria-label={`Forget ${told(scenario)}`}>×</Button>}
              </Table.Td>
            </Table.Tr>
          ) : null;
        })}
      </Table.Tbody>
    </Table>
  );
}
