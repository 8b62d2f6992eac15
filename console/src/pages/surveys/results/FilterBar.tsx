// Which answers the figures are of: said in words, each rule can be taken away, all of it stands in the address.
import { Button, Text } from "@mantine/core";
import { ListFilter, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { countOf } from "@/pages/surveys/results/filter";
import { FilterDrawer } from "@/pages/surveys/results/FilterDrawer";
import classes from "@/pages/surveys/results/Results.module.css";
import { useRules } from "@/pages/surveys/results/rules";
import type { AnswerFilter } from "@/pages/surveys/results/shapes";
import type { Survey } from "@/pages/surveys/shapes";

interface FilterBarProps {
  survey: Survey;
  filter: AnswerFilter;
  onChange: (filter: AnswerFilter) => void;
}

export function FilterBar({ survey, filter, onChange }: FilterBarProps) {
  const { t } = useTranslation("surveys");
  const [isOpen, setOpen] = useState(false);
  const rules = useRules(survey, filter);
  return (
    <div className={classes.filter} role="group" aria-label={t("filter.title")}>
      <Button variant="default" size="sm" leftSection={<ListFilter size={15} aria-hidden />} onClick={() => setOpen(true)}>
        {t("filter.title")}
      </Button>
      {rules.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("filter.usual")}
        </Text>
      )}
      {rules.map((rule) => (
        <span key={rule.key} className={classes.said}>
          {rule.words}
          <button type="button" aria-label={t("filter.remove", { rule: rule.words })} onClick={() => onChange(rule.without)}>
            <X size={14} aria-hidden />
          </button>
        </span>
      ))}
      {countOf(filter) > 1 && (
        <Button variant="subtle" size="compact-sm" onClick={() => onChange({})}>
          {t("filter.clear")}
        </Button>
      )}
      {isOpen && <FilterDrawer survey={survey} filter={filter} onChange={onChange} onClose={() => setOpen(false)} />}
    </div>
  );
}
