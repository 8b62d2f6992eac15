import { Group, NumberInput, Slider, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { stepOf, tested } from "@/pages/studies/markets";
import { usePlanning } from "@/pages/studies/planning";
import type { Attribute } from "@/pages/studies/shapes";

interface LevelSliderProps {
  attribute: Attribute;
  /** Whose it is. */
  product: string;
  value: number;
  onChange: (value: number) => void;
}

/** A price or another number, moved within what was tested; marks stand where it was asked. */
export function LevelSlider({ attribute, product, value, onChange }: LevelSliderProps) {
  const { t } = useTranslation("studies");
  const { names, drawing } = usePlanning();
  const { amount } = useFormats();
  const range = tested(attribute);
  const reach: [number, number] = drawing.market.beyond_tested ? [Math.max(0, range[0] - (range[1] - range[0]) / 2), range[1] + (range[1] - range[0]) / 2] : range;
  const shown = attribute.is_price ? names.price : amount;
  const name = names.nameOf(attribute);
  const outside = value < range[0] || value > range[1];
  return (
    <div>
      <Group justify="space-between" gap="xs" wrap="nowrap" mb={4}>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <NumberInput
          aria-label={`${product}: ${name}`}
          size="xs"
          w={96}
          hideControls
          value={value}
          min={reach[0]}
          max={reach[1]}
          decimalScale={4}
          onChange={(next) => typeof next === "number" && next >= reach[0] && next <= reach[1] && onChange(next)}
        />
      </Group>
      <Slider
        thumbLabel={t("product.slider", { product, name })}
        thumbProps={{ "aria-valuetext": shown(value) }}
        min={reach[0]}
        max={reach[1]}
        step={stepOf(range)}
        value={value}
        label={shown}
        marks={attribute.levels.flatMap((level) => (level.value === null ? [] : [{ value: level.value }]))}
        onChange={onChange}
      />
      <Text size="xs" c={outside ? "var(--fl-bad)" : "dimmed"} mt={4} className="fl-number">
        {t(outside ? "product.outside" : "product.tested", { low: shown(range[0]), high: shown(range[1]) })}
      </Text>
    </div>
  );
}
