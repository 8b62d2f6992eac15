// The simulator's answer to the market as it is moved. The last drawing stays until the next is there.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { isSound } from "@/pages/studies/markets";
import type { Goal, Market, PriceView, Simulation } from "@/pages/studies/shapes";

const REST_MS = 90;

export function useSimulation(study: string, estimate: string | null, market: Market, baseline: Market | null) {
  const { i18n } = useTranslation();
  const language = i18n.language;
  const [body] = useDebouncedValue({ estimate, market, baseline }, REST_MS);
  const path = `/studies/${study}/simulations`;
  return useQuery({
    queryKey: [path, body, language],
    queryFn: ({ signal }) => post<Simulation>(path, body, { language }, signal),
    enabled: estimate !== null && isSound(body.market),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
}

export interface PriceWish {
  product: string;
  goal: Goal;
  cost: number;
  bounds: [number, number] | null;
  beyond_tested: boolean;
}

/** Revenue is what profit is where nothing costs anything, so that the curve that is drawn is the goal's own. */
function marketOf(market: Market, wish: PriceWish): Market {
  const products = market.products.map((one) => ({ ...one, cost: wish.goal === "revenue" ? 0 : one.cost, is_own: one.is_own || one.name === wish.product }));
  const rule = market.rule === "likelihood" ? "likelihood" : "share";
  return { ...market, rule, products };
}

export function usePriceSearch(study: string, estimate: string | null, market: Market, wish: PriceWish | null) {
  const { i18n } = useTranslation();
  const language = i18n.language;
  const [asked] = useDebouncedValue({ estimate, market, wish }, 250);
  const path = `/studies/${study}/price-searches`;
  return useQuery({
    queryKey: [path, asked, language],
    queryFn: ({ signal }) => {
      const { wish } = asked;
      if (!wish) throw new Error("no product to search for");
      const body = { ...wish, estimate: asked.estimate, market: marketOf(asked.market, wish), cost: wish.goal === "revenue" ? 0 : wish.cost };
      return post<PriceView>(path, body, { language }, signal);
    },
    enabled: estimate !== null && asked.wish !== null && isSound(asked.market),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
