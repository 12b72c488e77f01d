/** Takes a token, shows whose it is, and lets go of it. */
import { Alert, Button, Card, Center, Code, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';

import { useStore } from '../data/store';
import { claimsOf } from '../data/token';
import { clock } from '../domain/format';

export function SignIn() {
  const token = useStore((state) => state.token);
  const needsToken = useStore((state) => state.needsToken);
  const signIn = useStore((state) => state.signIn);
  const [typed, setTyped] = useState('');
  const [, go] = useLocation();
  const claims = claimsOf(typed.trim());
  const known = token ? claimsOf(token) : null;
  const isWrong = typed.trim() !== '' && claims === null;
  const enter = () => {
    signIn(typed.trim());
    go('/');
  };
  return (
    <Center component="main" flex={1} p="xl">
      <Card withBorder w={460} component="form" onSubmit={(event) => (event.preventDefault(), claims && enter())}>
        <Stack>
          <Title order={2} size="h3">
            Sign in
          </Title>
          {needsToken && token && <Alert color="orange">The token is not accepted, or its time is over.</Alert>}
          {known && !needsToken && (
            <Text size="sm">
              Signed in as <b>{known.subject}</b> ({known.roles.join(', ')}), until {clock(known.expiresMs)}.
            </Text>
          )}
          <PasswordInput
            label="Token"
            description="Sent to this service only, and forgotten when the window closes."
            error={isWrong ? 'This is no token.' : undefined}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
          {claims && (
            <Text size="sm">
              {claims.subject}: {claims.roles.join(', ')}; until {clock(claims.expiresMs)}
            </Text>
          )}
          <Group>
            <Button type="submit" disabled={claims === null}>
              Sign in
            </Button>
            {token && (
              <Button variant="default" onClick={() => signIn(null)}>
                Sign out
              </Button>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            In development <Code>f1strategy token --role strategist</Code> makes one.
          </Text>
        </Stack>
      </Card>
    </Center>
  );
}
