import { Badge, Button, Menu } from "@mantine/core";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/surveys/editing";
import { type Chosen, placeOf, questionOf, wordsIn } from "@/pages/surveys/form";

/** What a place is called: a question by its words, all else by what it is. */
export function usePlaceName(): (place: Chosen) => string {
  const { t } = useTranslation("surveys");
  const { draft, language } = useEditing();
  return (place) => (place.what === "question" ? wordsIn(questionOf(draft.form, place.id)?.title, language) || place.id : t(`place.${place.what}`));
}

/** All that keeps the survey from being published, then what is only worth a look; each line leads to its place. */
export function ProblemMenu() {
  const { t } = useTranslation("surveys");
  const { draft, problems, choose } = useEditing();
  const placeName = usePlaceName();
  const errors = problems.filter((one) => one.level === "error");
  if (problems.length === 0) {
    return (
      <Badge color="teal" leftSection={<CircleCheck size={12} aria-hidden />}>
        {t("problems.none")}
      </Badge>
    );
  }
  const sorted = [...errors, ...problems.filter((one) => one.level !== "error")];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="light" color={errors.length ? "red" : "yellow"} size="sm" leftSection={<TriangleAlert size={15} aria-hidden />}>
          {errors.length ? t("problems.errors", { count: errors.length }) : t("problems.warnings", { count: problems.length })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown maw={400} mah={420} style={{ overflowY: "auto" }}>
        <Menu.Label>{t("problems.title")}</Menu.Label>
        {sorted.map((problem) => {
          const place = placeOf(draft.form, problem.where);
          const where = placeName(place);
          const text = t(`problem.${problem.code}`, { defaultValue: problem.text });
          return (
            <Menu.Item key={`${problem.where}|${problem.code}|${problem.text}`} color={problem.level === "error" ? "red" : undefined} onClick={() => choose(place)}>
              {t("problems.line", { where, text })}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
