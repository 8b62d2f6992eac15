import { Badge, Button, Menu } from "@mantine/core";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import { stepOf } from "@/pages/flows/graph";
import type { Problem } from "@/pages/flows/shapes";

/** A sentence for a problem: its own words, else its code. */
export function useProblemText(): (problem: Problem) => string {
  const { t, i18n } = useTranslation("flows");
  return (problem) => {
    const key = `problem.${problem.problem}`;
    const text = i18n.exists(`flows:${key}`) ? t(key as "problem.empty", { detail: problem.detail }) : problem.problem;
    return problem.field ? t("problems.at", { text, field: fieldName(problem.field, t) }) : text;
  };
}

function fieldName(field: string, t: ReturnType<typeof useTranslation<"flows">>["t"]): string {
  const [front = "", index] = field.split(".");
  const known = t(`field.${front}` as "field.text", { defaultValue: front });
  return index === undefined ? known : `${known} ${Number(index) + 1}`;
}

/** All that keeps the flow from being approved, then what is only worth a look; each line leads to its place. */
export function ProblemMenu() {
  const { t } = useTranslation("flows");
  const { draft, problems, choose } = useEditing();
  const textOf = useProblemText();
  const faults = problems.filter((one) => one.is_fault);
  if (problems.length === 0) {
    return (
      <Badge color="teal" leftSection={<CircleCheck size={12} aria-hidden />}>
        {t("problems.none")}
      </Badge>
    );
  }
  const sorted = [...faults, ...problems.filter((one) => !one.is_fault)];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="light" color={faults.length ? "red" : "yellow"} size="sm" leftSection={<TriangleAlert size={15} aria-hidden />}>
          {faults.length ? t("problems.faults", { count: faults.length }) : t("problems.hints", { count: problems.length })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown maw={380} mah={420} style={{ overflowY: "auto" }}>
        <Menu.Label>{t("problems.title")}</Menu.Label>
        {sorted.map((problem) => {
          const step = stepOf(draft.graph, problem.step);
          const where = step ? t(`kind.${step.kind}`) : t("problems.whole");
          const key = [problem.step, problem.problem, problem.field, problem.detail].join("|");
          return (
            <Menu.Item key={key} color={problem.is_fault ? "red" : undefined} onClick={() => choose(problem.step)}>
              {t("problems.line", { where, text: textOf(problem) })}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
