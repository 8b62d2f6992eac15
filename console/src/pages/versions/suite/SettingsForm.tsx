import { Button, Group, NumberInput, SimpleGrid } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { put } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import type { Suite, SuiteSettings } from "@/pages/versions/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";

const FIELDS = [
  { name: "precision", min: 50, max: 99.9 },
  { name: "oos_share", min: 0, max: 90 },
  { name: "minimum_recall", min: 0, max: 100 },
] as const;

/** Three shares, typed in percent. */
export function SettingsForm({ suite }: { suite: Suite }) {
  const { t } = useTranslation("versions");
  const may = useRights();
  const [wanted, setWanted] = useState<SuiteSettings>(suite.settings);
  const isChanged = FIELDS.some(({ name }) => wanted[name] !== suite.settings[name]);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await put("/bot-suite", wanted);
      sayDone(t("settings.saved"));
      await changed("/bot-suite", "/bot-versions");
    } catch (error) {
      sayFailed(error);
    }
  };
  return (
    <Surface title={t("settings.title")}>
      <form onSubmit={(event) => void save(event)}>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="lg">
          {FIELDS.map(({ name, min, max }) => (
            <NumberInput
              key={name}
              label={t(`settings.${name}`)}
              description={t(`settings.${name}Text`)}
              suffix=" %"
              min={min}
              max={max}
              decimalScale={1}
              disabled={!may("bot.publish")}
              value={Math.round((wanted[name] ?? 0) * 1000) / 10}
              onChange={(value) => typeof value === "number" && setWanted({ ...wanted, [name]: value / 100 })}
            />
          ))}
        </SimpleGrid>
        {may("bot.publish") && (
          <Group justify="flex-end" mt="md">
            <Button type="submit" disabled={!isChanged}>
              {t("settings.save")}
            </Button>
          </Group>
        )}
      </form>
    </Surface>
  );
}
