import { Alert, Stack } from "@mantine/core";
import { CircleDollarSign, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { sentence } from "@/api/problems";
import { isSound, priceOf } from "@/pages/studies/markets";
import { usePlanning } from "@/pages/studies/planning";
import { PriceCurve } from "@/pages/studies/PriceCurve";
import { PriceFields } from "@/pages/studies/PriceFields";
import { PriceFound } from "@/pages/studies/PriceFound";
import { Report, Warnings } from "@/pages/studies/Report";
import type { Attribute, Goal } from "@/pages/studies/shapes";
import { Simulable } from "@/pages/studies/Simulable";
import classes from "@/pages/studies/Studies.module.css";
import { type PriceWish, usePriceSearch } from "@/pages/studies/useSimulation";
import { EmptyState } from "@/shared/EmptyState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

/** The price of one product at which a goal is reached best, in the market of the simulator. */
export function PriceTab() {
  const { t } = useTranslation("studies");
  const { plan } = usePlanning();
  const price = priceOf(plan);
  if (!price) {
    return (
      <Surface>
        <EmptyState icon={CircleDollarSign} title={t("price.none")} text={t("price.noneText")} />
      </Surface>
    );
  }
  return <Simulable>{(estimate) => <Search estimate={estimate.id} price={price} />}</Simulable>;
}

/** What was chosen here; what is left open follows the market. */
export interface PriceChoice {
  product: string | null;
  goal: Goal;
  cost: number | null;
  bounds: [number, number] | null;
  beyond_tested: boolean;
}

function Search({ estimate, price }: { estimate: string; price: Attribute }) {
  const { t } = useTranslation("studies");
  const { study, drawing } = usePlanning();
  const { market } = drawing;
  const [choice, setChoice] = useState<PriceChoice>({ product: null, goal: "profit", cost: null, bounds: null, beyond_tested: false });
  const product = market.products.find((one) => one.name === choice.product) ?? market.products.find((one) => one.is_own) ?? market.products[0];
  const wish: PriceWish | null = product ? { ...choice, product: product.name, cost: choice.cost ?? product.cost } : null;
  // A profit without a cost would be a revenue under a wrong name, so nothing is searched before somebody says one.
  const lacksCost = choice.goal === "profit" && choice.cost === null && !product?.cost;
  const search = usePriceSearch(study.id, estimate, market, lacksCost ? null : wish);
  const { error, isPlaceholderData } = search;
  const data = lacksCost ? undefined : search.data;
  const change = (part: Partial<PriceChoice>) => {
    setChoice({ ...choice, ...part });
    // The cost belongs to the product, so that a market that is saved keeps it.
    if (product && typeof part.cost === "number") drawing.setProduct(market.products.indexOf(product), { cost: part.cost });
  };
  return (
    <Stack gap="lg">
      {!isSound(market) && (
        <Alert color="orange" icon={<TriangleAlert size={17} aria-hidden />}>
          {t("simulator.names")}
        </Alert>
      )}
      {error && <Alert color="red">{sentence(error)}</Alert>}
      {wish?.goal === "profit" && choice.cost === 0 && (
        <Alert color="yellow" icon={<TriangleAlert size={17} aria-hidden />}>
          {t("price.noCost")}
        </Alert>
      )}
      {data && <Warnings warnings={data.warnings} />}
      <div className={classes.priced}>
        {wish && <PriceFields price={price} wish={wish} lacksCost={lacksCost} onChange={change} />}
        <Stack gap="lg" miw={0} aria-busy={isPlaceholderData}>
          {lacksCost ? (
            <Surface>
              <EmptyState icon={CircleDollarSign} title={t("price.askCost")} text={t("price.askCostText")} />
            </Surface>
          ) : data && wish ? (
            <>
              <PriceFound view={data} price={price} />
              <PriceCurve view={data} now={Number(product?.levels[price.code] ?? 0)} />
            </>
          ) : (
            !error && <Loading lines={8} />
          )}
        </Stack>
      </div>
      {data && <Report report={data.report} />}
    </Stack>
  );
}
