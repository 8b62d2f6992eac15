import { Checkbox, Group, Input, NumberInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { tested } from "@/pages/studies/markets";
import { usePlanning } from "@/pages/studies/planning";
import type { PriceChoice } from "@/pages/studies/PriceTab";
import type { Attribute, Goal } from "@/pages/studies/shapes";
import type { PriceWish } from "@/pages/studies/useSimulation";
import { Surface } from "@/shared/Surface";

interface PriceFieldsProps {
  price: Attribute;
  wish: PriceWish;
  /** Nobody has said a cost yet. */
  lacksCost: boolean;
  onChange: (part: Partial<PriceChoice>) => void;
}

const GOALS: Goal[] = ["profit", "revenue", "share"];

export function PriceFields({ price, wish, lacksCost, onChange }: PriceFieldsProps) {
  const { t } = useTranslation("studies");
  const { names, drawing } = usePlanning();
  const range = tested(price);
  const [low, high] = wish.bounds ?? range;
  const setBounds = (from: number | string, to: number | string) => {
    if (typeof from === "number" && typeof to === "number" && from < to) onChange({ bounds: [from, to] });
  };
  const limits = wish.beyond_tested ? { min: 0 } : { min: range[0], max: range[1] };
  return (
    <Surface title={t("price.search")}>
      <Stack gap="md">
        {["first", "randomised"].includes(drawing.market.rule) && (
          <Text size="xs" c="dimmed">
            {t("price.rule")}
          </Text>
        )}
        <Select
          label={t("price.product")}
          data={drawing.market.products.map((one) => one.name)}
          value={wish.product}
          allowDeselect={false}
          onChange={(product) => product && onChange({ product, cost: null })}
        />
        <Input.Wrapper label={t("price.goal")} description={t(`price.goals.${wish.goal}Text`)} inputWrapperOrder={["label", "input", "description"]}>
          <SegmentedControl
            fullWidth
            aria-label={t("price.goal")}
            data={GOALS.map((value) => ({ value, label: t(`price.goals.${value}`) }))}
            value={wish.goal}
            onChange={(goal) => onChange({ goal: goal as Goal })}
          />
        </Input.Wrapper>
        <NumberInput
          label={t("price.cost")}
          description={t("price.costText")}
          value={lacksCost ? "" : wish.cost}
          min={0}
          disabled={wish.goal !== "profit"}
          onChange={(cost) => typeof cost === "number" && onChange({ cost })}
        />
        <Group grow align="end">
          <NumberInput label={t("price.lowest")} value={low} {...limits} hideControls onChange={(value) => setBounds(value, high)} />
          <NumberInput label={t("price.highest")} value={high} {...limits} hideControls onChange={(value) => setBounds(low, value)} />
        </Group>
        <Checkbox
          label={t("price.beyond", { low: names.price(range[0]), high: names.price(range[1]) })}
          description={t("rule.beyondText")}
          checked={wish.beyond_tested}
          onChange={(event) => onChange({ beyond_tested: event.currentTarget.checked, bounds: null })}
        />
      </Stack>
    </Surface>
  );
}
