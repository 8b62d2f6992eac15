// When people answer. Without any row they always may be there; who is online is known either way.
import { ActionIcon, Button, Chip, Group, Stack, Text, TextInput } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { SetupFields } from "@/pages/bot/setup/WelcomeRows";
import type { OpenHours } from "@/pages/bot/shapes";

const DAYS = [1, 2, 3, 4, 5, 6, 7];

export function HourRows({ draft, change, disabled }: SetupFields) {
  const { t } = useTranslation("bot");
  const { hours } = draft;
  const set = (place: number, part: Partial<OpenHours>) =>
    change({ hours: hours.map((one, at) => (at === place ? { ...one, ...part } : one)) });
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("hours.text")}
      </Text>
      {hours.map((one, place) => (
        <Group key={place} gap="xs" role="group" aria-label={t("hours.row", { number: place + 1 })}>
          <Chip.Group multiple value={one.days.map(String)} onChange={(days) => set(place, { days: days.map(Number).sort() })}>
            <Group gap={4}>
              {DAYS.map((day) => (
                <Chip key={day} size="xs" value={String(day)} disabled={disabled}>
                  {t(`day.${day}`)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <TextInput type="time" aria-label={t("hours.from")} disabled={disabled} value={one.from} onChange={(event) => set(place, { from: event.currentTarget.value })} />
          <TextInput type="time" aria-label={t("hours.to")} disabled={disabled} value={one.to} onChange={(event) => set(place, { to: event.currentTarget.value })} />
          {!disabled && (
            <ActionIcon variant="subtle" color="gray" aria-label={t("common:remove")} onClick={() => change({ hours: hours.filter((_, at) => at !== place) })}>
              <Trash2 size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {!disabled && (
        <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => change({ hours: [...hours, { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" }] })}>
          {t("hours.add")}
        </Button>
      )}
      <TextInput label={t("hours.zone")} placeholder="Asia/Shanghai" disabled={disabled} value={draft.zone} onChange={(event) => change({ zone: event.currentTarget.value })} />
    </Stack>
  );
}
