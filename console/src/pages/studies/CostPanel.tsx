import { Alert, List, Stack, Text } from "@mantine/core";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { Num } from "@/pages/studies/Num";
import { usePlanning } from "@/pages/studies/planning";
import { allowed, costOf, faultsOf } from "@/pages/studies/plans";
import { tabsOf } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { Surface } from "@/shared/Surface";

const LONG_MINUTES = 8;

/** What the plan asks of people, as it is drawn, and what is still missing. */
export function CostPanel() {
  const { t } = useTranslation("studies");
  const { study, plan } = usePlanning();
  const { number } = useFormats();
  const cost = costOf(study.kind, plan);
  const products = study.kind === "conjoint" ? allowed(plan) : null;
  const lines: [string, string][] = [
    ...(cost.questions > 0 ? ([["questions", number(cost.questions)], ["minutes", t("cost.about", { n: number(Math.max(1, Math.round(cost.minutes))) })]] as [string, string][]) : []),
    ...(products === null ? [] : ([["products", number(products)]] as [string, string][])),
    ...(cost.utilities > 0 ? ([["utilities", number(cost.utilities)]] as [string, string][]) : []),
    ["people", number(cost.people)],
  ];
  return (
    <aside className={classes.aside} aria-label={t("cost.title")}>
      <Surface title={t("cost.title")}>
        <dl className={classes.facts}>
          {lines.map(([name, value]) => (
            <div key={name}>
              <dt>{t(`cost.${name}`)}</dt>
              <dd className="fl-number">{value}</dd>
            </div>
          ))}
        </dl>
        <Text size="xs" c="dimmed" mt="xs" mb="md">
          {t(tabsOf(study.kind).includes("design") ? "cost.rule" : "cost.ruleShort")}
        </Text>
        {study.kind !== "drivers" && <Num name="expected" least={1} most={1_000_000} />}
      </Surface>
      <Faults />
      {cost.minutes > LONG_MINUTES && <Caution text={t("cost.long")} />}
      {study.kind !== "drivers" && plan.expected < cost.people && <Caution text={t("cost.few", { n: number(plan.expected), wanted: number(cost.people) })} />}
      {study.kind === "conjoint" && !plan.attributes.some((one) => one.is_price) && <Caution text={t("cost.noPrice")} />}
    </aside>
  );
}

function Caution({ text }: { text: string }) {
  return (
    <Alert color="yellow" icon={<TriangleAlert size={17} aria-hidden />}>
      {text}
    </Alert>
  );
}

function Faults() {
  const { t } = useTranslation("studies");
  const { study, plan, names } = usePlanning();
  const faults = faultsOf(study.kind, plan, names.nameOf);
  if (faults.length === 0) {
    return (
      <Alert color="teal" icon={<CircleCheck size={17} aria-hidden />}>
        {t("fault.none")}
      </Alert>
    );
  }
  return (
    <Alert color="orange" icon={<TriangleAlert size={17} aria-hidden />} title={t("fault.title")} role="status">
      <List size="sm" spacing={4}>
        {faults.map((one) => (
          <List.Item key={`${one.key}${one.about ?? ""}`}>{t(`fault.${one.key}`, { about: one.about })}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** Said on later tabs while the plan cannot be fielded. */
export function Unfinished() {
  const { t } = useTranslation("studies");
  return (
    <Stack gap="sm">
      <Text size="sm">{t("fault.first")}</Text>
      <Faults />
    </Stack>
  );
}
