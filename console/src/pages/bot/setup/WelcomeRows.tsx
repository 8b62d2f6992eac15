// Greetings in order; the first that fits channel, language, page and audience is said.
import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { useRights } from "@/app/session";
import { LANGUAGES as NAMES } from "@/i18n";
import { WordsField } from "@/pages/bot/setup/WordsField";
import { type Language, LANGUAGES, type Settings, type Welcome } from "@/pages/bot/shapes";

export interface SetupFields {
  draft: Settings;
  change: (part: Partial<Settings>) => void;
  language: Language;
  disabled: boolean;
}

const EMPTY: Welcome = { text: {}, channel: "", language: "", page: "", audience: null };

export function WelcomeRows({ draft, change, language, disabled }: SetupFields) {
  const { t } = useTranslation("bot");
  const { welcomes } = draft;
  const set = (place: number, part: Partial<Welcome>) =>
    change({ welcomes: welcomes.map((one, at) => (at === place ? { ...one, ...part } : one)) });
  const up = (place: number) => {
    const next = [...welcomes];
    const [moved] = next.splice(place, 1);
    if (moved) next.splice(place - 1, 0, moved);
    change({ welcomes: next });
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("welcome.text")}
      </Text>
      {welcomes.map((one, place) => (
        // Their place is what they are known by: rows have no id of their own.
        <Stack key={place} gap={6}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" fw={550}>
              {t("welcome.number", { number: place + 1 })}
            </Text>
            {!disabled && (
              <Group gap={4} wrap="nowrap">
                <ActionIcon variant="subtle" color="gray" disabled={place === 0} aria-label={t("up")} onClick={() => up(place)}>
                  <ArrowUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("common:remove")}
                  onClick={() => change({ welcomes: welcomes.filter((_, at) => at !== place) })}
                >
                  <Trash2 size={16} aria-hidden />
                </ActionIcon>
              </Group>
            )}
          </Group>
          <WordsField
            long
            hidden
            label={t("welcome.words", { number: place + 1 })}
            words={one.text}
            language={language}
            disabled={disabled}
            onChange={(text) => set(place, { text })}
          />
          <ForWhom welcome={one} disabled={disabled} onChange={(part) => set(place, part)} />
        </Stack>
      ))}
      {!disabled && (
        <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => change({ welcomes: [{ ...EMPTY }, ...welcomes] })}>
          {t("welcome.add")}
        </Button>
      )}
    </Stack>
  );
}

interface ForWhomProps {
  welcome: Welcome;
  disabled: boolean;
  onChange: (part: Partial<Welcome>) => void;
}

function ForWhom({ welcome, disabled, onChange }: ForWhomProps) {
  const { t } = useTranslation("bot");
  const may = useRights();
  const { data } = useAnswer<Page<{ id: string; name: string }>>(may("audiences.read") ? "/audiences" : null, { limit: 200 });
  const audiences = (data?.items ?? []).map((one) => ({ value: one.id, label: one.name || one.id }));
  if (welcome.audience && !audiences.some((one) => one.value === welcome.audience)) {
    audiences.push({ value: welcome.audience, label: welcome.audience });
  }
  return (
    <Group gap="xs" grow preventGrowOverflow={false}>
      <Select
        size="xs"
        clearable
        disabled={disabled}
        aria-label={t("welcome.language")}
        placeholder={t("welcome.anyLanguage")}
        data={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
        value={welcome.language || null}
        onChange={(next) => onChange({ language: next ?? "" })}
      />
      <TextInput
        size="xs"
        disabled={disabled}
        aria-label={t("welcome.page")}
        placeholder={t("welcome.anyPage")}
        value={welcome.page}
        onChange={(event) => onChange({ page: event.currentTarget.value })}
      />
      <Select
        size="xs"
        clearable
        searchable
        disabled={disabled}
        aria-label={t("welcome.audience")}
        placeholder={t("welcome.anybody")}
        data={audiences}
        value={welcome.audience}
        onChange={(audience) => onChange({ audience })}
      />
    </Group>
  );
}
