/** What the desk says about a car: threads, live for all. */
import { Alert, Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { memo, useState } from 'react';

import { ask, Refused } from '../data/client';
import { SayDocument, TakeBackDocument } from '../data/generated';
import { useStore, useZone } from '../data/store';
import { isOfTheDesk } from '../data/token';
import { clock } from '../domain/format';
import { threads, type Thread } from '../domain/threads';

interface Props {
  sessionKey: number;
  driverNumber: number;
  revision: number | null;
}

export const Comments = memo(function Comments({ sessionKey, driverNumber, revision }: Props) {
  const decisions = useStore((state) => state.race.decisions);
  const token = useStore((state) => state.token);
  const claims = useStore((state) => state.claims);
  const zone = useZone();
  const [text, setText] = useState('');
  const [parent, setParent] = useState<string | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const all = threads(Object.values(decisions), driverNumber);
  const car = { sessionKey, driverNumber };
  const did = (work: Promise<{ outcome: string; message: string }>, then: () => void) =>
    work.then(
      ({ outcome, message }) => (outcome === 'DONE' ? (setTold(null), then()) : setTold(message)),
      (error: unknown) => setTold(error instanceof Refused ? error.message : 'The service does not answer.'),
    );
  const say = () =>
    did(
      ask(SayDocument, { ...car, text, parentId: parent, revision }, token).then((data) => data.commentOnOption),
      () => (setText(''), setParent(null)),
    );
  const takeBack = (commentId: string) =>
    did(ask(TakeBackDocument, { ...car, commentId }, token).then((data) => data.deleteComment), () => undefined);
  const mayDelete = (by: string) => by === claims.subject || claims.roles.includes('lead');
  const shown = ({ id, comment, answers }: Thread, depth: number) => (
    <Stack key={id} gap={2} pl={depth * 16}>
      <Group gap="xs">
        <Text size="sm" fw={700}>
          {comment.writtenBy}
        </Text>
        <Text size="xs" c="dimmed">
          {clock(comment.writtenTimeMs, zone)}
          {comment.edits.length > 0 && ', edited'}
        </Text>
        {isOfTheDesk(claims) && !comment.isDeleted && (
          <Button size="compact-xs" variant="subtle" onClick={() => setParent(id)}>
            Answer
          </Button>
        )}
        {isOfTheDesk(claims) && !comment.isDeleted && mayDelete(comment.writtenBy) && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void takeBack(id)}>
            Delete
          </Button>
        )}
      </Group>
      <Text size="sm" c={comment.isDeleted ? 'dimmed' : undefined} fs={comment.isDeleted ? 'italic' : undefined}>
        {comment.isDeleted ? 'taken back' : comment.text}
      </Text>
      {answers.map((answer) => shown(answer, depth + 1))}
    </Stack>
  );
  return (
    <Stack gap="xs" component="section" aria-label="Comments">
      <Title order={3} size="h5">
        Comments
      </Title>
      {all.length === 0 && <Text size="sm" c="dimmed">Nobody has said anything yet.</Text>}
      {all.map((thread) => shown(thread, 0))}
      {isOfTheDesk(claims) ? (
        <Group align="flex-end" gap="xs">
          <Textarea
            flex={1}
            size="xs"
            autosize
            maxLength={1000}
            label={parent ? 'Your answer' : 'Your comment'}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {parent && (
            <Button size="xs" variant="default" onClick={() => setParent(null)}>
              Cancel
            </Button>
          )}
          <Button size="xs" disabled={text.trim() === ''} onClick={() => void say()}>
            Say
          </Button>
        </Group>
      ) : (
        <Text size="xs" c="dimmed">A strategist or lead can comment.</Text>
      )}
      {told && (
        <Alert color="orange" p="xs" role="alert" withCloseButton closeButtonLabel="Close" onClose={() => setTold(null)}>
          {told}
        </Alert>
      )}
    </Stack>
  );
});
