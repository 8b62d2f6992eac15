import { Badge, Button, Menu } from "@mantine/core";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Say } from "@/pages/audiences/sentence";
import { useEditing } from "@/pages/journeys/editing";
import { stepOf } from "@/pages/journeys/graph";
import { ENTRY } from "@/pages/journeys/layout";
import { problemText } from "@/pages/journeys/words";

/** All that keeps the draft from being published; each line leads to its place. */
export function ProblemMenu() {
  const { t, i18n } = useTranslation("journeys");
  const { draft, choose } = useEditing();
  const { problems, graph } = draft;
  if (problems.length === 0) {
    return (
      <Badge color="teal" leftSection={<CircleCheck size={12} aria-hidden />}>
        {t("bar.ready")}
      </Badge>
    );
  }
  const knows = (key: string) => i18n.exists(`journeys:${key}`);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="light" color="red" size="sm" leftSection={<TriangleAlert size={15} aria-hidden />}>
          {t("bar.problems", { n: problems.length })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown maw={360}>
        <Menu.Label>{t("problems.title")}</Menu.Label>
        {problems.map((problem) => {
          const step = stepOf(graph, problem.step);
          const where = step ? t(`kind.${step.kind}`) : t("problems.whole");
          return (
            <Menu.Item key={`${problem.step}:${problem.code}:${problem.problem}`} onClick={() => choose(problem.step ?? ENTRY)}>
              {where}：{problemText(problem, t as Say, knows)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
