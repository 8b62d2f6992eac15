import { Button, Collapse, Group, NumberInput, Select, Slider, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { usePlanning } from "@/pages/studies/planning";
import type { Rule } from "@/pages/studies/shapes";
import { Surface } from "@/shared/Surface";

const RULES: Rule[] = ["share", "randomised", "first", "likelihood"];

/** How people choose. The plain rule fits most; the rest is folded away. */
export function MarketRules({ choice }: { choice: ReactNode }) {
  const { t } = useTranslation("studies");
  const { plan, drawing } = usePlanning();
  const { market, setMarket } = drawing;
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <Surface>
      <Group align="end" gap="md">
        {choice}
        <Select
          label={t("rule.label")}
          data={RULES.map((value) => ({ value, label: t(`rule.${value}`) }))}
          value={market.rule}
          allowDeselect={false}
          w={280}
          maw="100%"
          onChange={(rule) => rule && setMarket({ ...market, rule: rule as Rule })}
        />
        {plan.has_none && <Switch mb={8} label={t("rule.none")} checked={market.has_none} onChange={(event) => setMarket({ ...market, has_none: event.currentTarget.checked })} />}
        <Button variant="subtle" color="gray" aria-expanded={opened} rightSection={<ChevronDown size={15} aria-hidden />} onClick={toggle}>
          {t("estimate.more")}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mt={6}>
        {t(`rule.text.${market.rule}`)}
      </Text>
      <Collapse expanded={opened}>
        <Stack gap="md" mt="md" maw={420}>
          <NumberInput
            label={t("rule.scale")}
            description={t("rule.scaleText")}
            value={market.scale}
            min={0.1}
            max={10}
            step={0.1}
            clampBehavior="strict"
            onChange={(scale) => typeof scale === "number" && scale > 0 && setMarket({ ...market, scale })}
          />
          {market.rule === "randomised" && (
            <div>
              <Text size="sm" fw={550}>
                {t("rule.error")}
              </Text>
              <Text size="xs" c="dimmed" mb={6}>
                {t("rule.errorText")}
              </Text>
              <Slider thumbLabel={t("rule.error")} min={0} max={1} step={0.05} value={market.product_error} onChange={(product_error) => setMarket({ ...market, product_error })} />
            </div>
          )}
          <Switch
            label={t("rule.beyond")}
            description={t("rule.beyondText")}
            checked={market.beyond_tested}
            onChange={(event) => setMarket({ ...market, beyond_tested: event.currentTarget.checked })}
          />
        </Stack>
      </Collapse>
    </Surface>
  );
}
