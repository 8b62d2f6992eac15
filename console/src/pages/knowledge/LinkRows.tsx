import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { isWebAddress } from "@/pages/knowledge/links";
import { type LinkRow, withRow } from "@/pages/knowledge/shapes";

export function LinkRows({ links, onChange }: { links: LinkRow[]; onChange: (links: LinkRow[]) => void }) {
  const { t } = useTranslation("knowledge");
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t("links.title")}
      </Text>
      {links.map((link, place) => (
        <Group key={place} gap={6} wrap="nowrap" align="flex-start">
          <TextInput
            style={{ flex: 1, minWidth: 0 }}
            aria-label={t("links.label")}
            placeholder={t("links.label")}
            value={link.label}
            maxLength={100}
            onChange={(event) => onChange(withRow(links, place, { ...link, label: event.currentTarget.value }))}
          />
          <TextInput
            style={{ flex: 2, minWidth: 0 }}
            aria-label={t("links.url")}
            placeholder="https://"
            value={link.url}
            maxLength={2048}
            error={link.url && !isWebAddress(link.url) ? t("links.wrong") : null}
            onChange={(event) => onChange(withRow(links, place, { ...link, url: event.currentTarget.value.trim() }))}
          />
          <ActionIcon variant="subtle" color="gray" mt={4} aria-label={t("links.remove")} onClick={() => onChange(withRow(links, place, null))}>
            <X size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {links.length < 10 && (
        <Group>
          <Button variant="subtle" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => onChange([...links, { label: "", url: "" }])}>
            {t("links.add")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
