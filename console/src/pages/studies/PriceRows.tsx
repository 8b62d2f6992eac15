import { ActionIcon, Button, NumberInput, Stack, Text } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Num } from "@/pages/studies/Num";
import { usePlanning } from "@/pages/studies/planning";
import { MOST } from "@/pages/studies/plans";
import classes from "@/pages/studies/Studies.module.css";
import { Surface } from "@/shared/Surface";

/** The prices of a ladder. They are asked in any order, so their order here means nothing. */
export function PriceRows() {
  const { t } = useTranslation("studies");
  const { plan, set, mayWrite } = usePlanning();
  const { prices } = plan;
  const add = () => set({ prices: [...prices, Math.round(Math.max(0, ...prices) * 1.2) + Number(prices.length === 0)] });
  return (
    <Surface title={t("prices.title")}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t("prices.text")}
        </Text>
        <div className={classes.prices} role="group" aria-label={t("prices.title")}>
          {prices.map((price, place) => (
            // oxlint-disable-next-line react/no-array-index-key -- a price changes while it is typed
            <div key={place} className={classes.priceRow}>
              <NumberInput
                aria-label={t("prices.one", { n: place + 1 })}
                value={price}
                min={0}
                hideControls
                thousandSeparator=","
                readOnly={!mayWrite}
                onChange={(value) => typeof value === "number" && set({ prices: prices.with(place, value) }, `price${place}`)}
              />
              {mayWrite && (
                <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("prices.remove", { n: place + 1 })} onClick={() => set({ prices: prices.toSpliced(place, 1) })}>
                  <X size={15} aria-hidden />
                </ActionIcon>
              )}
            </div>
          ))}
        </div>
        {mayWrite && prices.length < MOST.prices && (
          <div>
            <Button variant="light" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={add}>
              {t("prices.add")}
            </Button>
          </div>
        )}
        <div className={classes.fields}>
          <Num name="cost" least={0} most={1e12} decimals />
        </div>
      </Stack>
    </Surface>
  );
}
