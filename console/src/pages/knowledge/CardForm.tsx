import { ActionIcon, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Upload } from "@/pages/knowledge/AttachmentRows";
import { type Card, type CardButton, withRow } from "@/pages/knowledge/shapes";
import { TapSelect } from "@/pages/knowledge/TapSelect";

const NEW: Card = { title: "", text: "", image: "", url: "", buttons: [] };

export function CardForm({ card, onChange }: { card: Card | null; onChange: (card: Card | null) => void }) {
  const { t } = useTranslation("knowledge");
  if (!card)
    return (
      <Group>
        <Button variant="subtle" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => onChange(NEW)}>
          {t("card.add")}
        </Button>
      </Group>
    );
  const field = (name: "title" | "image" | "url", most: number) => (
    <TextInput
      label={t(`card.${name}`)}
      value={card[name]}
      maxLength={most}
      onChange={(event) => onChange({ ...card, [name]: event.currentTarget.value })}
    />
  );
  return (
    <Stack gap={8}>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {t("card.heading")}
        </Text>
        <Button variant="subtle" color="red" size="xs" onClick={() => onChange(null)}>
          {t("card.remove")}
        </Button>
      </Group>
      {field("title", 200)}
      <Textarea label={t("card.text")} autosize minRows={2} value={card.text} maxLength={5000} onChange={(event) => onChange({ ...card, text: event.currentTarget.value })} />
      {field("image", 2048)}
      <Upload label={t("card.upload")} accept="image/png,image/jpeg,image/gif,image/webp" onFile={(file) => onChange({ ...card, image: file.url })} />
      {field("url", 2048)}
      {card.buttons.map((button, place) => (
        <ButtonRow key={place} button={button} onChange={(next) => onChange({ ...card, buttons: withRow(card.buttons, place, next) })} />
      ))}
      {card.buttons.length < 5 && (
        <Group>
          <Button variant="subtle" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => onChange({ ...card, buttons: [...card.buttons, { label: "", url: "", tap: null }] })}>
            {t("card.addButton")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function ButtonRow({ button, onChange }: { button: CardButton; onChange: (button: CardButton | null) => void }) {
  const { t } = useTranslation("knowledge");
  return (
    <Group gap={6} wrap="wrap" align="flex-start">
      <TextInput
        style={{ flex: "1 1 90px", minWidth: 0 }}
        aria-label={t("card.button")}
        placeholder={t("card.button")}
        value={button.label}
        maxLength={100}
        onChange={(event) => onChange({ ...button, label: event.currentTarget.value })}
      />
      <TapSelect tap={button.tap} without={t("tap.address")} onChange={(tap) => onChange({ ...button, tap, url: tap ? "" : button.url })} />
      {!button.tap && (
        <TextInput
          style={{ flex: "1 1 120px", minWidth: 0 }}
          aria-label={t("links.url")}
          placeholder="https://"
          value={button.url}
          maxLength={2048}
          onChange={(event) => onChange({ ...button, url: event.currentTarget.value.trim() })}
        />
      )}
      <ActionIcon variant="subtle" color="gray" mt={4} aria-label={t("card.removeButton")} onClick={() => onChange(null)}>
        <X size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
