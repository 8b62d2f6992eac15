import { ActionIcon, Button, Group, SegmentedControl, Tooltip } from "@mantine/core";
import { Eye, Redo2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/surveys/editing";
import { EndsForm } from "@/pages/surveys/EndsForm";
import { FormForm } from "@/pages/surveys/FormForm";
import { Outline } from "@/pages/surveys/Outline";
import { PageForm } from "@/pages/surveys/PageForm";
import { Preview } from "@/pages/surveys/Preview";
import { ProblemMenu } from "@/pages/surveys/ProblemMenu";
import { QuestionForm } from "@/pages/surveys/QuestionForm";
import classes from "@/pages/surveys/Surveys.module.css";

/** Pages and questions, the form of what is chosen, and the survey as it is answered. */
export function Editor() {
  const { t } = useTranslation("surveys");
  const { mayWrite } = useEditing();
  const [trying, setTrying] = useState(false);
  return (
    <div className={classes.editor} data-trying={trying || undefined}>
      <Tools trying={trying} onTry={() => setTrying(!trying)} />
      <nav className={classes.outline} aria-label={t("outline.label")}>
        <Outline />
      </nav>
      <section className={classes.form} aria-label={t("form.label")}>
        <fieldset disabled={!mayWrite} className={classes.fields} style={{ border: 0 }}>
          <ChosenForm />
        </fieldset>
      </section>
      <section className={classes.preview} aria-label={t("preview.title")}>
        <Preview />
      </section>
    </div>
  );
}

function ChosenForm() {
  const { chosen } = useEditing();
  if (chosen.what === "question") return <QuestionForm key={chosen.id} id={chosen.id} />;
  if (chosen.what === "page") return <PageForm key={chosen.id} id={chosen.id} />;
  return chosen.what === "ends" ? <EndsForm /> : <FormForm />;
}

const SHORT: Record<string, string> = { "zh-CN": "简体", "zh-TW": "繁體", en: "EN" };

function Tools({ trying, onTry }: { trying: boolean; onTry: () => void }) {
  const { t } = useTranslation("surveys");
  const { draft, mayWrite, language, setLanguage } = useEditing();
  const { languages } = draft.form;
  return (
    <div className={classes.tools}>
      <Group gap={4}>
        <Tool label={t("bar.undo")} disabled={!draft.canUndo || !mayWrite} onClick={draft.undo} icon={Undo2} />
        <Tool label={t("bar.redo")} disabled={!draft.canRedo || !mayWrite} onClick={draft.redo} icon={Redo2} />
      </Group>
      {languages.length > 1 && (
        <SegmentedControl size="xs" aria-label={t("bar.language")} data={languages.map((value) => ({ value, label: SHORT[value] ?? value }))} value={language} onChange={setLanguage} />
      )}
      <span className={classes.push} />
      <ProblemMenu />
      <Button className={classes.toggle} variant={trying ? "light" : "default"} size="sm" aria-pressed={trying} leftSection={<Eye size={15} aria-hidden />} onClick={onTry}>
        {t("preview.title")}
      </Button>
    </div>
  );
}

interface ToolProps {
  label: string;
  icon: typeof Undo2;
  disabled: boolean;
  onClick: () => void;
}

function Tool({ label, icon: Icon, disabled, onClick }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" bg={disabled ? "transparent" : undefined} aria-label={label} disabled={disabled} onClick={onClick}>
        <Icon size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
