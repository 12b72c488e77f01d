/** The ranked plans of a car; one of them can be locked. */
import { Alert, Button, Group, Table, Text, TextInput, Tooltip } from '@mantine/core';
import { memo, useState } from 'react';

import { ask, Refused } from '../data/client';
import { LockDocument, UnlockDocument } from '../data/generated';
import { useStore, useZone } from '../data/store';
import { isOfTheDesk } from '../data/token';
import type { OptionSet, Plan } from '../data/types';
import { clock, fixed, gap, percent, place } from '../domain/format';
import { planned } from '../domain/stints';
import { Distribution } from '../widgets/Distribution';
import { StintBar } from '../widgets/StintBar';

const COLUMNS: [string, string, 'number'?][] = [
  ['#', 'Rank; plans that are level with the best are marked =', 'number'],
  ['Plan', 'Tyres to the flag: the boxes are stints to come'],
  ['Place', 'Mean place at the flag over all simulated futures, and the chances of every place'],
  ['Points', 'Chance to finish in the first ten', 'number'],
  ['To best', 'Expected time lost against the best plan [s], with its interval', 'number'],
  ['Regret', 'Mean places lost against the best plan of each future', 'number'],
  ['', 'Hold a plan for two minutes, so that all desks know'],
];

export const OptionTable = memo(function OptionTable({ sessionKey, options }: { sessionKey: number; options: OptionSet }) {
  const decision = useStore((state) => state.race.decisions[`${options.driverNumber}:lock`]);
  const token = useStore((state) => state.token);
  const claims = useStore((state) => state.claims);
  const zone = useZone();
  const [reason, setReason] = useState('');
  const [told, setTold] = useState<string | null>(null);
  const lock = decision?.lock ?? null;
  const car = { sessionKey, driverNumber: options.driverNumber };
  const say = (work: Promise<{ outcome: string; message: string }>) =>
    work.then(
      ({ outcome, message }) => setTold(outcome === 'DONE' ? null : message),
      (error: unknown) => setTold(error instanceof Refused ? error.message : 'The service does not answer.'),
    );
  const hold = (plan: Plan) =>
    say(
      ask(LockDocument, { ...car, revision: options.revision, planRank: plan.rank, reason: reason || null }, token).then(
        (data) => data.lockOption,
      ),
    );
  const release = () => say(ask(UnlockDocument, car, token).then((data) => data.unlockOption));
  return (
    <div>
      <Table className="options" aria-label="Option table">
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map(([name, meaning, kind]) => (
              <Table.Th key={name} scope="col" className={kind}>
                <Tooltip label={meaning}>
                  <span>{name || <span className="sr-only">Lock</span>}</span>
                </Tooltip>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {options.plans.map((plan) => (
            <PlanRow
              key={plan.rank}
              plan={plan}
              options={options}
              isHeld={lock?.planLabel === plan.label}
              onLock={isOfTheDesk(claims) ? () => void hold(plan) : null}
            />
          ))}
        </Table.Tbody>
      </Table>
      {options.plans.length === 0 && <Text size="sm" c="dimmed">No plan is left: the race is as good as over for this car.</Text>}
      <Group gap="xs" mt="xs">
        {isOfTheDesk(claims) && (
          <TextInput size="xs" w={220} placeholder="Why (for the lock)" aria-label="Reason for a lock" maxLength={200} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        )}
        {lock && (
          <Text size="sm" role="status">
            🔒 <b>{lock.lockedBy}</b> holds {lock.planLabel}
            {lock.reason ? ` (${lock.reason})` : ''} until {clock(lock.untilTimeMs, zone)}
          </Text>
        )}
        {lock && isOfTheDesk(claims) && (
          <Button size="compact-xs" variant="default" onClick={() => void release()}>
            Release
          </Button>
        )}
      </Group>
      {told && (
        <Alert color="orange" mt="xs" p="xs" withCloseButton closeButtonLabel="Close" onClose={() => setTold(null)} role="alert">
          {told}
        </Alert>
      )}
    </div>
  );
});

interface RowProps {
  plan: Plan;
  options: OptionSet;
  isHeld: boolean;
  onLock: (() => void) | null;
}

function PlanRow({ plan, options, isHeld, onLock }: RowProps) {
  const last = options.lapNumber + options.lapsToGo;
  return (
    <Table.Tr>
      <Table.Td className="number">
        {plan.rank}
        {plan.rank > 1 && plan.isLevelWithBest ? ' =' : ''}
      </Table.Td>
      <Table.Td miw={120}>
        <Text size="sm" fw={plan.rank === 1 ? 700 : 400}>
          {plan.label}
        </Text>
        <StintBar stretches={planned(plan, options.compound, options.lapNumber, last)} laps={last} after={options.lapNumber} height={10} label={`Plan ${plan.label}`} />
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Text size="sm" w={42} ta="right">
            {place(plan.meanPosition ?? plan.expectedPosition)}
          </Text>
          <Distribution chances={plan.positionProbabilities} of={plan.label} />
        </Group>
      </Table.Td>
      <Table.Td className="number">{percent(plan.pointsProbability)}</Table.Td>
      <Table.Td className="number">
        {gap(plan.timeToBestS)}
        {plan.timeToBestLowS != null && (
          <Text size="xs" c="dimmed">
            {fixed(plan.timeToBestLowS)} to {fixed(plan.timeToBestHighS)}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="number">{fixed(plan.regretPlaces, 2)}</Table.Td>
      <Table.Td>
        {isHeld ? (
          '🔒'
        ) : (
          onLock && (
            <Button size="compact-xs" variant="light" onClick={onLock} aria-label={`Lock ${plan.label}`}>
              Lock
            </Button>
          )
        )}
      </Table.Td>
    </Table.Tr>
  );
}
