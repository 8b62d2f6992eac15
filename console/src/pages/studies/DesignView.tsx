import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { Balance } from "@/pages/studies/Balance";
import { IntervalRows } from "@/pages/studies/IntervalRows";
import { tested } from "@/pages/studies/markets";
import { usePlanning } from "@/pages/studies/planning";
import { Report, Warnings } from "@/pages/studies/Report";
import type { Design, Parameter, Report as ReportShape } from "@/pages/studies/shapes";
import { TaskPreview } from "@/pages/studies/TaskPreview";
import { Stat } from "@/shared/Stat";
import { Surface } from "@/shared/Surface";

export function DesignView({ design, report }: { design: Design; report: ReportShape | null }) {
  return (
    <>
      <Warnings warnings={design.warnings} />
      <Figures design={design} />
      <TaskPreview design={design} />
      <Balance design={design} />
      {design.parameters.length > 0 && <Errors isByUnit parameters={design.parameters} respondents={design.respondents} />}
      {report && <Report report={report} />}
    </>
  );
}

function Figures({ design }: { design: Design }) {
  const { t } = useTranslation("studies");
  const { number, percent, amount } = useFormats();
  const people = number(design.respondents);
  const between =
    design.finds_best_low === null || design.finds_best_high === null ? "" : t("between", { low: percent(design.finds_best_low), high: percent(design.finds_best_high) });
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      {design.finds_best !== null && <Stat label={t(design.kind === "maxdiff" ? "design.findsItem" : "design.findsBest", { n: people })} value={percent(design.finds_best)} hint={between} />}
      {design.d_error !== null && <Stat label={t("design.dError")} value={amount(Math.round(design.d_error * 1000) / 1000)} hint={t("design.dErrorText")} />}
      {design.highest_pair > 0 && <Stat label={t("design.pairs")} value={t("design.range", { low: number(design.lowest_pair), high: number(design.highest_pair) })} hint={t("design.pairsText")} />}
      <Stat
        label={t("design.versions")}
        value={number(Math.max(design.tasks.length, design.sets.length))}
        hint={t("design.each", { n: number(design.tasks[0]?.length ?? design.sets[0]?.length ?? 0) })}
      />
    </SimpleGrid>
  );
}

interface ErrorsProps {
  parameters: Parameter[];
  respondents: number;
  title?: string;
  /** The error of a line is that of one unit; told is that of its whole range, so that it can be compared. */
  isByUnit?: boolean;
}

/** The 95 % interval that each utility can be expected to have. Half a unit and wider says little. */
export function Errors({ parameters, respondents, title, isByUnit }: ErrorsProps) {
  const { t } = useTranslation("studies");
  const { names, plan } = usePlanning();
  const { amount, number } = useFormats();
  // Items of a list, and "none", have no attribute to stand under.
  const groupOf = (one: Parameter) => (plan.attributes.some((other) => other.code === one.attribute) ? one.attribute : "");
  const rows = parameters.map((one) => {
    const line = plan.attributes.find((other) => other.code === one.attribute && !one.level);
    const [low, high] = line && isByUnit ? tested(line) : [0, 1];
    const half = one.standard_error === null ? null : 1.96 * one.standard_error * (high - low);
    return {
      key: one.name,
      group: groupOf(one),
      label: line ? t("design.whole", { name: names.nameOf(line) }) : one.level ? names.level(one.attribute, one.level, one.label) : names.attribute(one.attribute, one.label),
      value: 0,
      low: half === null ? null : -half,
      high: half,
      isDot: true,
      shown: half === null ? t("design.untold") : `± ${amount(Math.round(half * 100) / 100)}`,
    };
  });
  const groups = [...new Set(parameters.map(groupOf))];
  const heading = title ?? t("design.errors", { n: number(respondents) });
  return (
    <Surface title={heading}>
      <Text size="sm" c="dimmed" mb="md">
        {t("design.errorsText")}
      </Text>
      <Stack gap="md">
        {groups.map((group) => (
          <div key={group}>
            {group && (
              <Text size="sm" fw={600} mb={4}>
                {names.attribute(group)}
              </Text>
            )}
            <IntervalRows label={group ? names.attribute(group) : heading} axis={rows} isLegendElsewhere rows={rows.filter((row) => row.group === group)} />
          </div>
        ))}
      </Stack>
    </Surface>
  );
}
