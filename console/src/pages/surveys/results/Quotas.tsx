import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { components } from "@/api/schema";
import { useFormats } from "@/i18n/format";
import { Counted } from "@/pages/surveys/Counted";
import { useLive } from "@/pages/surveys/results/useResults";
import { Surface } from "@/shared/Surface";

type Quota = components["schemas"]["SurveyQuotaRow"];

const EVERY_MS = 5000;

/** How full each quota is. */
export function Quotas({ survey }: { survey: string }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const { data } = useLive<Quota[]>(`/surveys/${survey}/quotas`, EVERY_MS);
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
