/** The call of the engine, with its reason. */
import type { Call } from '../data/generated';
import { words } from '../domain/format';

export function CallBadge({ call, reason, size = 'sm' }: { call: Call; reason: string; size?: 'sm' | 'lg' }) {
  return (
    <span className={`call call-${call} call-${size}`} title={reason}>
      {words(call)}
    </span>
  );
}
