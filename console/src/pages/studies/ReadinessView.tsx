import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { Errors } from "@/pages/studies/DesignView";
import { Report, Warnings } from "@/pages/studies/Report";
import type { Readiness } from "@/pages/studies/shapes";
import { Stat } from "@/shared/Stat";

/** How sharp the figures would be now, and how the answers look. */
export function ReadinessView({ readiness }: { readiness: Readiness }) {
  const { t } = useTranslation("studies");
  const { quality } = readiness;
  return (
    <Stack gap="lg">
      <Warnings warnings={readiness.warnings} />
      {quality && quality.people > 0 && <Quality quality={quality} />}
      <Report report={readiness.report} title={t("ready.report")} />
      {readiness.errors.length > 0 && readiness.usable > 0 && <Errors parameters={readiness.errors} respondents={readiness.usable} title={t("ready.errors")} />}
    </Stack>
  );
}

function Quality({ quality }: { quality: NonNullable<Readiness["quality"]> }) {
  const { t } = useTranslation("studies");
  const { number, percent } = useFormats();
  const of = (count: number) => t("ready.ofPeople", { share: percent(count / quality.people), n: number(quality.people) });
  return (
    <div>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        <Stat label={t("ready.fit")} value={percent(quality.fit)} hint={t("ready.fitChance", { chance: percent(quality.chance) })} />
        <Stat label={t("ready.guessing")} value={percent(quality.guessing)} hint={t("ready.suspects", { n: number(quality.suspects) })} />
        <Stat label={t("ready.straight")} value={number(quality.straight_lines)} hint={of(quality.straight_lines)} />
        <Stat label={t("ready.fast")} value={number(quality.fast)} hint={of(quality.fast)} />
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt="xs">
        {t("ready.kept")}
      </Text>
    </div>
  );
}
