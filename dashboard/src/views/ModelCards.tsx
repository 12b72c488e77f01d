/** What each model says of itself: data, score beside the baseline, calibration, limits. */
import { Card, Group, Image, Loader, Stack, Text, Title, Typography, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';

import { ask } from '../data/client';
import { ModelCardsDocument, type ModelCardsQuery } from '../data/generated';
import { useStore } from '../data/store';

type ModelCard = ModelCardsQuery['modelCards'][number];

export function ModelCards() {
  const token = useStore((state) => state.token);
  const [cards, setCards] = useState<readonly ModelCard[] | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  useEffect(() => {
    ask(ModelCardsDocument, {}, token).then(({ modelCards }) => setCards(modelCards), () => setCards([]));
  }, [token]);
  return (
    <Stack gap="xs" component="section" aria-label="Models">
      <Title order={2} size="h3">Models</Title>
      <Text size="sm" c="dimmed">What each was trained on, how good it is beside its baseline, how well its chances hold, and where not to trust it.</Text>
      {cards === null && <Loader aria-label="Loading the model cards" />}
      {cards?.length === 0 && <Text c="dimmed">The service has no model cards.</Text>}
      <Group gap="xs" align="flex-start">
        {cards?.map((card) => (
          <UnstyledButton key={card.name} onClick={() => setOpen(open === card.name ? null : card.name)} aria-expanded={open === card.name}>
            <Card withBorder p="xs">{card.title}</Card>
          </UnstyledButton>
        ))}
      </Group>
      {cards?.filter((card) => card.name === open).map((card) => (
        <Card withBorder key={card.name} component="article" aria-label={card.title}>
          {card.picture && (
            <figure className="calibration">
              <figcaption>What it said, beside how often it came true</figcaption>
              <Image src={`data:image/svg+xml;utf8,${encodeURIComponent(card.picture)}`} alt={`Calibration of ${card.title}`} maw={520} />
            </figure>
          )}
          <Typography fz="sm">
            <Markdown remarkPlugins={[remarkGfm]} disallowedElements={['img']}>{card.markdown}</Markdown>
          </Typography>
        </Card>
      ))}
    </Stack>
  );
}
