import { Button, Group, MultiSelect, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { columnsOf } from "@/pages/surveys/results/columns";
import { withColumn } from "@/pages/surveys/results/filter";
import { useWords } from "@/pages/surveys/results/looking";
import type { AnswerFilter } from "@/pages/surveys/results/shapes";
import type { Survey } from "@/pages/surveys/shapes";

interface AnswerRuleProps {
  survey: Survey;
  filter: AnswerFilter;
  onChange: (filter: AnswerFilter) => void;
}

/** Only those who answered so. */
export function AnswerRule({ survey, filter, onChange }: AnswerRuleProps) {
  const { t } = useTranslation("surveys");
  const words = useWords();
  const [name, setName] = useState<string | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const [least, setLeast] = useState<string | number>("");
  const [most, setMost] = useState<string | number>("");
  const columns = columnsOf(survey.form);
  const column = columns.find((one) => one.name === name);
  const labels = columns.map((one) => ({ value: one.name, label: [words(one.title, one.question), words(one.part)].filter(Boolean).join(" – ") }));
  const choose = (next: string | null) => {
    setName(next);
    setCodes([]);
    setLeast("");
    setMost("");
  };
  const rule = column && {
    column: column.name,
    ...(codes.length > 0 && column.kind === "choice" ? { codes } : {}),
    ...(column.kind === "flag" && codes.length > 0 ? (codes[0] === "true" ? { least: 1 } : { most: 0 }) : {}),
    ...(typeof least === "number" ? { least } : {}),
    ...(typeof most === "number" ? { most } : {}),
  };
  const isWhole = rule !== undefined && Object.keys(rule).length > 1;
  const add = () => {
    if (rule && isWhole) onChange(withColumn(filter, rule));
    choose(null);
  };
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {t("filter.answer")}
      </Text>
      <Select searchable aria-label={t("filter.answer")} placeholder={t("filter.choose")} data={labels} value={name} onChange={choose} />
      {column?.kind === "choice" && <MultiSelect aria-label={t("filter.said")} placeholder={t("filter.said")} data={column.values.map((one) => ({ value: one.code, label: words(one.label, one.code) }))} value={codes} onChange={setCodes} />}
      {column?.kind === "flag" && <Select aria-label={t("filter.said")} placeholder={t("filter.said")} data={["true", "false"].map((value) => ({ value, label: t(`yesNo.${value}`) }))} value={codes[0] ?? null} onChange={(next) => setCodes(next ? [next] : [])} />}
      {column?.kind === "number" && (
        <Group grow>
          <NumberInput label={t("field.least")} value={least} onChange={setLeast} />
          <NumberInput label={t("field.most")} value={most} onChange={setMost} />
        </Group>
      )}
      {column && (
        <Button variant="default" size="xs" w="fit-content" disabled={!isWhole} onClick={add}>
          {t("filter.add")}
        </Button>
      )}
    </Stack>
  );
}
