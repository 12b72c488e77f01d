/** Messages of race control in the order in which a desk reads them. */
import type { Message } from '../data/types';

/** The newest first. */
export function newestFirst(messages: Record<string, Message>): Message[] {
  return Object.values(messages).sort(
    (one, other) => other.eventTimeMs - one.eventTimeMs || one.messageId.localeCompare(other.messageId),
  );
}
