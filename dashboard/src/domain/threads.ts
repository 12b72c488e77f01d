/** Comments of a car as threads, oldest first. */
import type { Decision } from '../data/types';

export interface Thread {
  id: string;
  comment: NonNullable<Decision['comment']>;
  answers: Thread[];
}

/** Threads of one car; an answer to a comment that is not known stands by itself. */
export function threads(decisions: readonly Decision[], driverNumber: number): Thread[] {
  const byId = new Map<string, Thread>();
  for (const { decisionId, comment, driverNumber: about } of decisions) {
    if (comment && about === driverNumber) byId.set(decisionId, { id: decisionId, comment, answers: [] });
  }
  const ordered = [...byId.values()].sort(
    (one, other) => one.comment.writtenTimeMs - other.comment.writtenTimeMs || one.id.localeCompare(other.id),
  );
  const roots: Thread[] = [];
  for (const thread of ordered) {
    const parent = thread.comment.parentId ? byId.get(thread.comment.parentId) : undefined;
    (parent ? parent.answers : roots).push(thread);
  }
  return roots;
}
