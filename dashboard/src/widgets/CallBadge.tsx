/** The call of the engine, with its reason. */
import { Badge } from '@mantine/core';

import type { Call } from '../data/generated';
import { words } from '../domain/format';

const COLOURS: Record<Call, string> = { BOX: 'red.9', COVER: 'orange.9', EXTEND: 'blue.8', STAY_OUT: 'gray' };

export function CallBadge({ call, reason, size = 'sm' }: { call: Call; reason: string; size?: 'sm' | 'lg' }) {
  return (
    <Badge title={reason} color={COLOURS[call]} variant={call === 'STAY_OUT' ? 'light' : 'filled'} size={size} radius="sm" autoContrast>
      {words(call)}
    </Badge>
  );
}
