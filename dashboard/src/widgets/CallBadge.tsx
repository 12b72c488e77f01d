/** The call of the engine, with its reason. */
import { Badge } from '@mantine/core';

import type { Call } from '../data/generated';
import { words } from '../domain/format';

/** Dark enough for white letters (WCAG AA), in either theme. */
const COLOURS: Record<Call, string> = { BOX: '#b3171f', COVER: '#9a3412', EXTEND: '#1864ab', STAY_OUT: 'gray' };

export function CallBadge({ call, reason, size = 'sm' }: { call: Call; reason: string; size?: 'sm' | 'lg' }) {
  return (
    <Badge title={reason} color={COLOURS[call]} variant={call === 'STAY_OUT' ? 'light' : 'filled'} size={size} radius="sm">
      {words(call)}
    </Badge>
  );
}
