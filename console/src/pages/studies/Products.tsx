import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { canAdd, freeName, productAt } from "@/pages/studies/markets";
import { usePlanning } from "@/pages/studies/planning";
import { ProductCard } from "@/pages/studies/ProductCard";
import type { Share } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";

/** The products of the market as columns; a phone has them below each other. */
export function Products({ shares }: { shares: Share[] }) {
  const { t } = useTranslation("studies");
  const { plan, drawing } = usePlanning();
  const { market, setMarket } = drawing;
  const { products } = market;
  const add = () => {
    const name = freeName(products, t("product.new"));
    setMarket({ ...market, products: [...products, productAt(plan, name, products.length, false)] });
  };
  return (
    <div>
      <div className={classes.products}>
        {products.map((product, place) => (
          <ProductCard
            // oxlint-disable-next-line react/no-array-index-key -- names change while they are typed
            key={place}
            product={product}
            place={place}
            share={shares.find((one) => !one.is_none && one.name === product.name)}
            onCopy={() => setMarket({ ...market, products: products.toSpliced(place + 1, 0, { ...product, name: freeName(products, product.name) }) })}
            onRemove={() => setMarket({ ...market, products: products.toSpliced(place, 1) })}
          />
        ))}
      </div>
      {canAdd(market) && (
        <Button mt="md" variant="light" size="sm" leftSection={<Plus size={15} aria-hidden />} onClick={add}>
          {t("product.add")}
        </Button>
      )}
    </div>
  );
}
