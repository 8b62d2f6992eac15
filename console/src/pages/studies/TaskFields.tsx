import { Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Num } from "@/pages/studies/Num";
import { usePlanning } from "@/pages/studies/planning";
import classes from "@/pages/studies/Studies.module.css";
import { said, withWords } from "@/pages/studies/words";
import { Surface } from "@/shared/Surface";

export function TaskFields() {
  const { t } = useTranslation("studies");
  const { plan, set, language, mayWrite } = usePlanning();
  return (
    <Surface title={t("tasks.title")}>
      <div className={classes.fields}>
        <Num name="tasks" least={1} most={40} />
        <Num name="alternatives" least={2} most={6} />
        <Num name="blocks" least={1} most={20} />
      </div>
      <Switch
        mt="md"
        label={t("tasks.none")}
        description={t("tasks.noneText")}
        checked={plan.has_none}
        disabled={!mayWrite}
        onChange={(event) => set({ has_none: event.currentTarget.checked })}
      />
      {plan.has_none && (
        <TextInput
          mt="sm"
          maw={360}
          label={t("tasks.noneWords")}
          value={plan.none[language] ?? ""}
          placeholder={said(plan.none, language) || t("none")}
          lang={language}
          maxLength={200}
          readOnly={!mayWrite}
          onChange={(event) => set({ none: withWords(plan.none, language, event.currentTarget.value) }, "none")}
        />
      )}
    </Surface>
  );
}
