import { SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Overview } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import { ErrorState } from "@/shared/ErrorState";
import { Sparkline } from "@/shared/Sparkline";
import { Stat } from "@/shared/Stat";

export function Figures() {
  const { t } = useTranslation("home");
  const { number, amount } = useFormats();
  const { data, error, isPending, refetch } = useAnswer<Overview>("/reports/overview");
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  const days = data?.by_day.map((day) => day.revenue) ?? [];
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md" mb="lg">
      <Stat loading={isPending} label={t("figure.customers")} value={number(data?.customers ?? 0)} />
      <Stat loading={isPending} label={t("figure.orders")} value={number(data?.orders ?? 0)} />
      <Stat
        loading={isPending}
        label={t("figure.revenue")}
        value={amount(data?.revenue ?? 0)}
        hint={days.length > 1 && <Sparkline values={days} label={t("figure.byDay")} height={24} />}
      />
      <Stat
        loading={isPending}
        label={t("figure.credited")}
        value={amount((data?.by_journeys ?? 0) + (data?.by_conversations ?? 0))}
        hint={t("figure.creditedHint")}
      />
    </SimpleGrid>
  );
}
