// The market that is looked at, kept in this browser over a reload; saved ones are scenarios, and the newest comes first.
import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { firstMarket, fitted, newest } from "@/pages/studies/markets";
import { type Market, type Plan, type Product, type Scenario, type Study, tabsOf } from "@/pages/studies/shapes";
import { keep, recall } from "@/shared/kept";

interface Kept {
  market: Market;
  baseline: Market | null;
}

export function useMarket({ id, kind }: Study, plan: Plan) {
  const { t } = useTranslation("studies");
  const [kept, setKept] = useState<Kept | null>(null);
  const key = `study-market/${id}`;
  const { data: saved } = useAnswer<Scenario[]>(tabsOf(kind).includes("simulator") ? `/studies/${id}/scenarios` : null);
  useEffect(() => {
    let over = false;
    void recall<Kept>(key).then((found) => !over && found && setKept((now) => now ?? found));
    return () => {
      over = true;
    };
  }, [key]);
  useEffect(() => {
    if (kept) void keep(key, kept);
  }, [key, kept]);
  const first = useMemo(() => {
    const found = newest(saved ?? []);
    return found ? fitted(plan, found.market) : firstMarket(plan, t("product.own"), (n) => t("product.rival", { n }));
  }, [saved, plan, t]);
  const market = useMemo(() => (kept ? fitted(plan, kept.market) : first), [plan, kept, first]);
  const baseline = useMemo(() => (kept && kept.baseline ? fitted(plan, kept.baseline) : null), [plan, kept]);
  const setMarket = useCallback((next: Market) => setKept({ market: next, baseline }), [baseline]);
  const setBaseline = useCallback((next: Market | null) => setKept({ market, baseline: next }), [market]);
  const setProduct = useCallback(
    (place: number, part: Partial<Product>) =>
      setMarket({ ...market, products: market.products.map((one, at) => (at === place ? { ...one, ...part } : one)) }),
    [market, setMarket],
  );
  return { market, baseline, setMarket, setBaseline, setProduct };
}
export type Drawing = ReturnType<typeof useMarket>;
