import { Button, Group, SimpleGrid, Text } from "@mantine/core";
import { ArrowRight, Check } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { usePlanning } from "@/pages/studies/planning";
import type { Attribute, PriceView } from "@/pages/studies/shapes";
import { useBetween } from "@/pages/studies/words";
import { sayDone } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";

/** The best price, how sure it is, and how much it matters to hit it. */
export function PriceFound({ view, price }: { view: PriceView; price: Attribute }) {
  const { t } = useTranslation("studies");
  const { names, drawing } = usePlanning();
  const { percent } = useFormats();
  const { search } = view;
  const between = useBetween(names.price);
  const rounded = Math.round(search.price * 100) / 100;
  const place = drawing.market.products.findIndex((one) => one.name === search.product);
  const product = drawing.market.products[place];
  const isSet = product?.levels[price.code] === rounded;
  const use = () => {
    if (!product) return;
    drawing.setProduct(place, { levels: { ...product.levels, [price.code]: rounded } });
    sayDone(t("price.used", { product: search.product, price: names.price(rounded) }));
  };
  return (
    <Surface>
      <Group justify="space-between" align="start">
        <div>
          <Text size="sm" c="dimmed">
            {t(`price.for.${search.goal}`, { product: search.product })}
          </Text>
          <Text fz={34} fw={680} lh={1.15} className="fl-number" data-testid="best-price">
            {names.price(rounded)}
          </Text>
          <Text size="sm" className="fl-number">
            {between(search.low, search.high)}
          </Text>
        </div>
        <Button variant="default" disabled={isSet} leftSection={isSet ? <Check size={15} aria-hidden /> : <ArrowRight size={15} aria-hidden />} onClick={use}>
          {t(isSet ? "price.inUse" : "price.use")}
        </Button>
      </Group>
      <SimpleGrid cols={{ base: 1, xs: 3 }} mt="md">
        <Figure label={t("price.share")} value={percent(search.share)} />
        {search.goal !== "share" && <Figure label={t(search.goal === "revenue" ? "price.revenue" : "price.profit")} value={names.price(search.goal === "revenue" ? search.value : search.profit)} />}
        <Figure label={t("price.flat")} value={t("design.range", { low: names.price(search.flat_low), high: names.price(search.flat_high) })} />
      </SimpleGrid>
    </Surface>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={600} className="fl-number">
        {value}
      </Text>
    </div>
  );
}
