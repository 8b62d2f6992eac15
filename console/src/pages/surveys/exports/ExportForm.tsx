import { Button, Group, Radio, Select, SimpleGrid, Stack, Switch, Text } from "@mantine/core";
import { FileDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { type ExportWish, FORMATS, type Format } from "@/pages/surveys/exports/shapes";
import { bodyOf, countOf } from "@/pages/surveys/results/filter";
import { useLooking } from "@/pages/surveys/results/looking";
import { useLanguageName } from "@/pages/surveys/results/rules";
import { sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";

type Values = NonNullable<ExportWish["values"]>;

/** Those that hold answers; a report holds figures only. */
const WITH_VALUES = new Set<Format>(["xlsx", "csv", "parquet"]);

export function ExportForm() {
  const { t, i18n } = useTranslation("surveys");
  const { survey, filter } = useLooking();
  const may = useRights();
  const languageName = useLanguageName();
  const { languages } = survey.form;
  const [format, setFormat] = useState<Format>("xlsx");
  const [values, setValues] = useState<Values>("both");
  const [language, setLanguage] = useState(languages.includes(i18n.language) ? i18n.language : (languages[0] ?? "en"));
  const [participants, setParticipants] = useState(false);
  const [busy, setBusy] = useState(false);
  const path = `/surveys/${survey.id}/exports`;
  const start = async () => {
    setBusy(true);
    try {
      await post(path, { format, filter: bodyOf(filter), language, values, participants: participants && format !== "pdf" });
      await changed(path);
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Surface title={t("exports.title")}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t(countOf(filter) > 0 ? "exports.filtered" : "exports.text")}
        </Text>
        <Radio.Group label={t("exports.format")} value={format} onChange={(next) => setFormat(next as Format)}>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} mt={6} spacing="sm">
            {FORMATS.map((one) => (
              <Radio.Card key={one} value={one} p="sm" radius="md" aria-label={t(`exports.formats.${one}`)}>
                <Group gap="sm" wrap="nowrap" align="flex-start">
                  <Radio.Indicator />
                  <div>
                    <Text size="sm" fw={600}>
                      {t(`exports.formats.${one}`)}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {t(`exports.about.${one}`)}
                    </Text>
                  </div>
                </Group>
              </Radio.Card>
            ))}
          </SimpleGrid>
        </Radio.Group>
        <Group gap="md" align="flex-end">
          <Select label={t("exports.language")} allowDeselect={false} w={200} data={languages.map((value) => ({ value, label: languageName(value) }))} value={language} onChange={(next) => setLanguage(next ?? language)} />
          {WITH_VALUES.has(format) && (
            <Select label={t("exports.values")} allowDeselect={false} w={220} data={(["both", "labels", "codes"] as const).map((value) => ({ value, label: t(`exports.valuesOf.${value}`) }))} value={values} onChange={(next) => setValues((next ?? "both") as Values)} />
          )}
        </Group>
        {may("customers.read") && format !== "pdf" && !survey.settings.is_anonymous && <Switch label={t("exports.participants")} description={t("exports.participantsHint")} checked={participants} onChange={(event) => setParticipants(event.currentTarget.checked)} />}
        <Button w="fit-content" leftSection={<FileDown size={16} aria-hidden />} loading={busy} onClick={() => void start()}>
          {t("exports.start")}
        </Button>
      </Stack>
    </Surface>
  );
}
