import { Group, NumberInput, Select, TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { RuleWish } from "@/pages/cases/rule";

interface OpeningFieldsProps {
  wish: RuleWish;
  change: (part: Partial<RuleWish>) => void;
}

/** What she has to say for the rule to fit. */
export function OpeningFields({ wish, change }: OpeningFieldsProps) {
  const { t } = useTranslation("cases");
  const kinds = ["score", "drop", "words", "topic"].map((value) => ({ value, label: t(`rule.kind.${value}`) }));
  return (
    <>
      <Select label={t("rule.when")} data={kinds} value={wish.kind} allowDeselect={false} onChange={(kind) => change({ kind: (kind ?? "score") as RuleWish["kind"] })} />
      {wish.kind === "words" || wish.kind === "topic" ? (
        <TagsInput label={t(`rule.${wish.kind}`)} description={t("rule.tagsHint")} value={wish.words} maxTags={200} onChange={(words) => change({ words })} />
      ) : (
        <ScoreFields wish={wish} change={change} />
      )}
    </>
  );
}

function ScoreFields({ wish, change }: OpeningFieldsProps) {
  const { t } = useTranslation("cases");
  const scores = ["nps", "csat", "ces"].map((value) => ({ value, label: value.toUpperCase() }));
  const bounds = ["at_most", "at_least"].map((value) => ({ value, label: t(`rule.bound.${value}`) }));
  return (
    <Group grow align="flex-end">
      <Select label={t("rule.score")} data={scores} value={wish.score} allowDeselect={false} onChange={(score) => change({ score: (score ?? "nps") as RuleWish["score"] })} />
      {wish.kind === "score" && (
        <Select aria-label={t("rule.boundLabel")} data={bounds} value={wish.bound} allowDeselect={false} onChange={(bound) => change({ bound: (bound ?? "at_most") as RuleWish["bound"] })} />
      )}
      <NumberInput label={t(wish.kind === "drop" ? "rule.by" : "rule.value")} min={0} max={10} value={wish.value} onChange={(value) => change({ value: Number(value) || 0 })} />
    </Group>
  );
}
