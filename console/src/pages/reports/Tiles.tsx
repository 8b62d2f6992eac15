import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import classes from "@/pages/reports/Reports.module.css";
import type { Overview } from "@/pages/reports/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Bars } from "@/shared/Sparkline";
import { Stat } from "@/shared/Stat";

export function Tiles() {
  const { t } = useTranslation("reports");
  const { number, amount, percent } = useFormats();
  const { data, error, refetch } = useAnswer<Overview>("/reports/overview", { days: 30 });
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  const loading = !data;
  const share = (part: number) => t("tile.share", { share: percent(data?.revenue ? part / data.revenue : 0) });
  return (
    <div className={classes.tiles}>
      <Stat label={t("tile.customers")} value={number(data?.customers ?? 0)} loading={loading} />
      <Stat
        label={t("tile.buyers")}
        value={number(data?.buyers ?? 0)}
        loading={loading}
        hint={data && percent(data.customers ? data.buyers / data.customers : 0)}
      />
      <Stat
        label={t("tile.orders")}
        value={number(data?.orders ?? 0)}
        loading={loading}
        hint={data && <Bars values={data.by_day.map((day) => day.orders)} label={t("tile.byDay")} />}
      />
      <Stat label={t("tile.revenue")} value={amount(data?.revenue ?? 0)} loading={loading} />
      <Stat label={t("tile.byJourneys")} value={amount(data?.by_journeys ?? 0)} loading={loading} hint={data && share(data.by_journeys)} />
      <Stat
        label={t("tile.byConversations")}
        value={amount(data?.by_conversations ?? 0)}
        loading={loading}
        hint={data && share(data.by_conversations)}
      />
    </div>
  );
}
