// One survey: made, brought to people, answered and read.
import { ActionIcon, Badge, Group, Tabs, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { Answers } from "@/pages/surveys/Answers";
import { ConflictDialog } from "@/pages/surveys/ConflictDialog";
import { EditingContext, useEditing } from "@/pages/surveys/editing";
import { Editor } from "@/pages/surveys/Editor";
import { MoreMenu } from "@/pages/surveys/MoreMenu";
import { PublishButtons } from "@/pages/surveys/PublishButtons";
import { ReachTab } from "@/pages/surveys/ReachTab";
import { Results } from "@/pages/surveys/Results";
import { STATE, type Survey } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";
import { useEditor } from "@/pages/surveys/useEditor";

const TABS = ["edit", "reach", "answers", "results"];

export function SurveyTabs({ survey }: { survey: Survey }) {
  const navigate = useNavigate();
  const editing = useEditor(survey);
  const { tab = "edit" } = useSearch({ strict: false }) as { tab?: string };
  const go = (next: string | null) => void navigate({ to: `/surveys/${survey.id}`, search: (next === "edit" ? {} : { tab: next }) as never, replace: true });
  return (
    <EditingContext value={editing}>
      <div className={classes.page}>
        <Bar tab={tab} go={go} />
        {tab === "edit" ? (
          <Editor />
        ) : (
          <div className={classes.tab}>
            {tab === "reach" && <ReachTab survey={survey} />}
            {tab === "answers" && <Answers survey={survey} />}
            {tab === "results" && <Results survey={survey} />}
          </div>
        )}
      </div>
      <ConflictDialog />
    </EditingContext>
  );
}

function Bar({ tab, go }: { tab: string; go: (next: string | null) => void }) {
  const { t } = useTranslation("surveys");
  const { survey, draft, mayWrite } = useEditing();
  const { number } = useFormats();
  return (
    <div className={classes.bar}>
      <VisuallyHidden component="h1">{survey.name}</VisuallyHidden>
      <ActionIcon component={Link} to="/surveys" variant="subtle" color="gray" aria-label={t("common:back")}>
        <ArrowLeft size={18} aria-hidden />
      </ActionIcon>
      <TextInput
        className={classes.name}
        size="sm"
        aria-label={t("column.name")}
        value={draft.name}
        readOnly={!mayWrite}
        maxLength={200}
        onChange={(event) => draft.change({ name: event.currentTarget.value }, "name")}
      />
      <Group gap={6}>
        <Badge color={STATE[survey.state] ?? "gray"}>{t(`states.${survey.state}`)}</Badge>
        {survey.version > 0 && (survey.has_changes || !draft.isSaved) && <Badge color="yellow">{t("changes")}</Badge>}
      </Group>
      <Text size="xs" c={draft.saving === "refused" ? "var(--mantine-color-red-light-color)" : "dimmed"} role="status" maw={420}>
        {draft.saving === "refused" ? t("bar.refused", { why: draft.why }) : t(`bar.${draft.saving}`)}
      </Text>
      <span className={classes.push} />
      <Group gap={6}>
        <PublishButtons />
        <MoreMenu />
      </Group>
      <Tabs value={tab} onChange={go} className={classes.tabs}>
        <Tabs.List>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tab.${one}`)}
              {one === "answers" && survey.counts.complete > 0 && ` ${number(survey.counts.complete)}`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
    </div>
  );
}
