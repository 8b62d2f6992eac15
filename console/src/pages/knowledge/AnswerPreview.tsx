// The answer as the customer's bubble shows it.
import { Anchor, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { Paperclip } from "lucide-react";
import { useTranslation } from "react-i18next";

import classes from "@/pages/knowledge/Knowledge.module.css";
import { isWebAddress, pieces } from "@/pages/knowledge/links";
import type { Answer, Card } from "@/pages/knowledge/shapes";

export function AnswerPreview({ answer }: { answer: Answer }) {
  const { t } = useTranslation("knowledge");
  const isEmpty = !answer.text && !answer.card;
  return (
    <Stack gap={8}>
      <div className={classes.bubble}>
        {isEmpty && (
          <Text size="sm" c="dimmed" component="span">
            {t("answers.nothing")}
          </Text>
        )}
        {pieces(answer.text).map((piece, place) =>
          piece.url ? <Outside key={place} url={piece.url} label={piece.text} /> : <span key={place}>{piece.text}</span>,
        )}
        {answer.links.map((link, place) => (
          <div key={place}>
            <Outside url={link.url} label={link.label || link.url} />
          </div>
        ))}
        {answer.attachments.map((file) => (
          <Group key={file.id} gap={4} mt={4} wrap="nowrap">
            <Paperclip size={14} aria-hidden />
            <Outside url={file.url} label={file.name} />
          </Group>
        ))}
        {answer.card && <CardPreview card={answer.card} />}
      </div>
      <Group gap={6}>
        {answer.quick_replies.map((reply, place) => (
          <Badge key={place} variant="outline" size="lg" style={{ textTransform: "none" }}>
            {reply.label || "…"}
          </Badge>
        ))}
      </Group>
    </Stack>
  );
}

function CardPreview({ card }: { card: Card }) {
  return (
    <Stack gap={6} mt={8}>
      {(isWebAddress(card.image) || card.image.startsWith("/m/file/")) && <img src={card.image} alt="" />}
      <Text size="sm" fw={600}>
        {card.title}
      </Text>
      {card.text && <Text size="sm">{card.text}</Text>}
      <Group gap={6}>
        {card.buttons.map((button, place) => (
          <Button key={place} size="xs" variant="default" component="span">
            {button.label || "…"}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

function Outside({ url, label }: { url: string; label: string }) {
  if (!isWebAddress(url) && !url.startsWith("/m/file/")) return <span>{label}</span>;
  return (
    <Anchor href={url} target="_blank" rel="noopener noreferrer" size="sm" c="var(--fl-accent-text)">
      {label}
    </Anchor>
  );
}
