import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { get } from "@/api/client";
import type { components } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import { Counted } from "@/pages/surveys/Counted";
import type { Survey } from "@/pages/surveys/shapes";
import { Stat } from "@/shared/Stat";
import { Surface } from "@/shared/Surface";

type Quota = components["schemas"]["SurveyQuotaRow"];

const EVERY_MS = 5000;

/** An answer that is read anew every few seconds while somebody looks. */
export function useLive<T>(path: string) {
  return useQuery({ queryKey: [path, {}], queryFn: ({ signal }) => get<T>(path, {}, signal), refetchInterval: EVERY_MS });
}

/** How many answered and how they ended, and how full the quotas are. */
export function Results({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const { data = survey } = useLive<Survey>(`/surveys/${survey.id}`);
  const { counts } = data;
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 2, md: 5 }}>
        {(["complete", "partial", "started", "screened", "full"] as const).map((state) => (
          <Stat key={state} label={t(`answered.${state}`)} value={number(counts[state])} />
        ))}
      </SimpleGrid>
      <Quotas survey={survey.id} />
    </Stack>
  );
}

function Quotas({ survey }: { survey: string }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const { data } = useLive<Quota[]>(`/surveys/${survey}/quotas`);
  if (!data || data.length === 0) return null;
  return (
    <Surface title={t("quota.title")}>
      <Stack gap="sm">
        {data.map((one) => (
          <Counted
            key={one.id}
            label={one.name}
            share={one.limit ? one.taken / one.limit : 1}
            figures={t("results.quota", { taken: number(one.taken), limit: number(one.limit), reserved: number(one.reserved) })}
          />
        ))}
      </Stack>
    </Surface>
  );
}
