// Questions against groups: shares drawn in their cells, with the letters of the columns they exceed.
import { Group, MultiSelect, NumberInput, Select, Stack, Switch, Text } from "@mantine/core";
import { Table2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useBanners } from "@/pages/surveys/crosstabs/banners";
import { CrossTableCard } from "@/pages/surveys/crosstabs/CrossTableCard";
import { rowsOf } from "@/pages/surveys/crosstabs/rows";
import type { CrossTables } from "@/pages/surveys/crosstabs/shapes";
import { useLooking, useWords } from "@/pages/surveys/results/looking";
import { useFilter } from "@/pages/surveys/results/useFilter";
import { useFigures } from "@/pages/surveys/results/useResults";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const LEAST = 30;

export function CrosstabsView() {
  const { t } = useTranslation("surveys");
  const { survey, filter, pulse } = useLooking();
  const { search, setSearch } = useFilter(survey.id);
  const words = useWords();
  const banners = useBanners(survey);
  const questions = rowsOf(survey.form);
  const chosen = (Array.isArray(search["rows"]) ? search["rows"] : []).filter((one): one is string => questions.some(({ id }) => id === one));
  const banner = banners.find((one) => one.value === search["by"]);
  const method = search["method"] === "bonferroni" ? "bonferroni" : "holm";
  const least = typeof search["least"] === "number" ? search["least"] : LEAST;
  const isReady = chosen.length > 0 && banner !== undefined;
  const { data, error, refetch } = useFigures<CrossTables>(isReady ? `/surveys/${survey.id}/crosstabs` : null, filter, pulse, { rows: chosen, by: banner?.by ?? null, method, level: 0.05, least_base: least });
  return (
    <Stack gap="lg">
      <Surface>
        <Stack gap="md">
          <MultiSelect searchable label={t("cross.rows")} placeholder={chosen.length > 0 ? undefined : t("cross.rowsHint")} data={questions.map((one) => ({ value: one.id, label: words(one.title, one.id) }))} value={chosen} onChange={(next) => setSearch({ rows: next.length > 0 ? next : undefined })} />
          <Group align="flex-end" gap="md">
            <Select searchable label={t("cross.by")} placeholder={t("cross.byHint")} style={{ flex: "1 1 240px" }} data={banners.map(({ value, label }) => ({ value, label }))} value={banner?.value ?? null} onChange={(next) => setSearch({ by: next })} />
            <Select label={t("cross.method")} allowDeselect={false} w={180} data={["holm", "bonferroni"].map((value) => ({ value, label: t(`cross.${value}`) }))} value={method} onChange={(next) => setSearch({ method: next === "holm" ? undefined : next })} />
            <NumberInput label={t("cross.least")} w={150} min={1} max={100_000} value={least} onChange={(next) => setSearch({ least: typeof next === "number" && next !== LEAST ? next : undefined })} />
          </Group>
          <Switch label={t("filter.weighted")} checked={filter.is_weighted ?? true} onChange={(event) => setSearch({ weighted: event.currentTarget.checked ? undefined : false })} />
        </Stack>
      </Surface>
      {!isReady && (
        <Surface>
          <EmptyState icon={Table2} title={t("cross.begin")} text={t("cross.beginText")} />
        </Surface>
      )}
      {isReady && error && !data && <ErrorState error={error} onAgain={() => void refetch()} />}
      {isReady && !data && !error && <Loading lines={8} />}
      {isReady && data?.sections.map((one) => <CrossTableCard key={one.row} tables={data} section={one} banner={banner} />)}
      {isReady && data && (
        <Text size="xs" c="dimmed">
          {t("cross.hint", { level: "5" })}
        </Text>
      )}
    </Stack>
  );
}
