// What still stands in the way of the approval, as the server found it in what is kept.
import { Alert, Text } from "@mantine/core";
import { CircleAlert, TriangleAlert } from "lucide-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { ArticleProblem } from "@/pages/knowledge/shapes";
import type { Editing } from "@/pages/knowledge/useArticle";

export function ProblemList({ editing }: { editing: Editing }) {
  const { t } = useTranslation("knowledge");
  const found = editing.limits.length ? editing.limits : (editing.article?.problems ?? []);
  const hard = found.filter((one) => one.severity !== "warning");
  const soft = found.filter((one) => one.severity === "warning");
  return (
    <>
      {hard.length > 0 && (
        <Alert color="red" variant="light" icon={<CircleAlert size={18} aria-hidden />} title={t(editing.limits.length ? "problem.kept" : "problem.title")}>
          <Lines problems={hard} />
        </Alert>
      )}
      {soft.length > 0 && (
        <Alert color="orange" variant="light" icon={<TriangleAlert size={18} aria-hidden />} title={t("problem.warnings")}>
          <Lines problems={soft} />
        </Alert>
      )}
    </>
  );
}

function Lines({ problems }: { problems: ArticleProblem[] }) {
  const { t } = useTranslation("knowledge");
  return problems.slice(0, 12).map((one) => (
    <Text key={`${one.field} ${one.code}`} size="sm">
      {place(one.field, t)} {t(`problem.${one.code}`, { limit: one.limit ?? 0, defaultValue: one.problem })}
    </Text>
  ));
}

/** `answers[1].links[0].url` in words: the answer's number and the name of the last part. */
function place(field: string, t: TFunction<"knowledge">): string {
  const [, part = field, number] = /^(\w+)(?:\[(\d+)\])?/.exec(field) ?? [];
  const head = number === undefined ? t(`field.${part}`, { defaultValue: part }) : t(`field.${part}One`, { n: Number(number) + 1, defaultValue: part });
  const last = field.split(".").at(-1)?.replace(/\[\d+\]/, "") ?? "";
  return last === part || !field.includes(".") ? `${head}:` : `${head}, ${t(`field.${last}`, { defaultValue: last })}:`;
}
