import { NumberInput, Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { named, names, useFields } from "@/pages/audiences/fields";
import classes from "@/pages/audiences/Rule.module.css";
import type { CountTest } from "@/pages/audiences/shapes";
import type { EventNode } from "@/pages/audiences/tree";
import { WhereRows } from "@/pages/audiences/WhereRows";

const TESTS: CountTest[] = ["ge", "le", "eq", "gt", "lt"];
const WINDOWS = [7, 14, 21, 30, 60, 90, 180, 365];

export function EventRow({ node, onChange }: { node: EventNode; onChange: (node: EventNode) => void }) {
  const { t } = useTranslation("audiences");
  const { events } = useFields();
  const days = [...new Set([...WINDOWS, ...(node.within_days ? [node.within_days] : [])])].sort((a, b) => a - b);
  const windows = [
    { value: "", label: t("window.ever") },
    ...days.map((n) => ({ value: String(n), label: t("window.days", { n }) })),
  ];
  return (
    <>
      <Select
        className={classes.short}
        size="sm"
        aria-label={t("window.label")}
        data={windows}
        value={String(node.within_days ?? "")}
        allowDeselect={false}
        onChange={(next) => onChange({ ...node, within_days: next ? Number(next) : null })}
      />
      <Select
        className={classes.field}
        size="sm"
        searchable
        aria-label={t("eventName")}
        placeholder={t("eventName")}
        data={names(events, node.event)}
        value={node.event || null}
        onChange={(event) => onChange({ ...node, event: event ?? "", where: [] })}
      />
      <Measure node={node} onChange={onChange} />
      <WhereRows
        fields={named(events, node.event)?.properties ?? []}
        where={node.where}
        onChange={(where) => onChange({ ...node, where })}
      />
    </>
  );
}

function Measure({ node, onChange }: { node: EventNode; onChange: (node: EventNode) => void }) {
  const { t } = useTranslation("audiences");
  return (
    <>
      <Select
        className={classes.short}
        size="sm"
        aria-label={t("measure.label")}
        data={[{ value: "count", label: t("measure.count") }, { value: "sum", label: t("measure.sum") }]}
        value={node.measure}
        allowDeselect={false}
        onChange={(next) => onChange({ ...node, measure: next === "sum" ? "sum" : "count" })}
      />
      <Select
        className={classes.short}
        size="sm"
        aria-label={t("testLabel")}
        data={TESTS.map((value) => ({ value, label: t(`countTest.${value}`) }))}
        value={node.is}
        allowDeselect={false}
        onChange={(next) => next && onChange({ ...node, is: next as CountTest })}
      />
      <NumberInput
        w={84}
        size="sm"
        hideControls
        min={0}
        aria-label={t("amount")}
        value={node.value}
        onChange={(next) => onChange({ ...node, value: next === "" ? Number.NaN : Number(next) })}
      />
      {node.measure === "count" && (
        <Text size="sm" c="dimmed">
          {t("times")}
        </Text>
      )}
    </>
  );
}
