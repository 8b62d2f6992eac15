// Links, files, choices and pictures under the words of a message, as the customer has them.
import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Paperclip } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Message } from "@/api/shapes";
import { saidIn } from "@/pages/desk/said";

export function BubbleParts({ message }: { message: Message }) {
  const { t } = useTranslation("desk");
  const { links, files, choices, card, tapped } = saidIn(message.type, message.body);
  return (
    <>
      {card?.image && <img src={card.image} alt="" loading="lazy" style={{ display: "block", maxWidth: 220, marginTop: 8, borderRadius: 8 }} />}
      {card?.url && (
        <Anchor href={card.url} target="_blank" rel="noreferrer" size="sm" display="block" c="inherit" underline="always">
          {card.url}
        </Anchor>
      )}
      {links.map((one) => (
        <Anchor key={one.url + one.label} href={one.url} target="_blank" rel="noreferrer" size="sm" display="block" c="inherit" underline="always">
          {one.label || one.url}
        </Anchor>
      ))}
      {files.map((one) => (
        <Anchor key={one.url} href={one.url} target="_blank" rel="noreferrer" size="sm" display="block" c="inherit" underline="always">
          <Paperclip size={13} aria-label={t("file")} /> {one.name || one.url}
        </Anchor>
      ))}
      {choices.length > 0 && (
        <Group gap={6} mt={8}>
          {choices.map((label, place) => (
            <Badge key={`${place}-${label}`} variant="outline" tt="none" fw={500}>
              {label}
            </Badge>
          ))}
        </Group>
      )}
      {tapped && (
        <Text span size="xs" c="dimmed" ml={6}>
          · {t("tapped")}
        </Text>
      )}
    </>
  );
}
