import { ActionIcon, Button, Group, Text, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ChartLine, Redo2, Settings2, Undo2, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { patch } from "@/api/client";
import { changed } from "@/api/queries";
import { useEditing } from "@/pages/journeys/editing";
import classes from "@/pages/journeys/Journey.module.css";
import { ENTRY } from "@/pages/journeys/layout";
import { ProblemMenu } from "@/pages/journeys/ProblemMenu";
import { StateBadge } from "@/pages/journeys/StateBadge";
import { StateButtons } from "@/pages/journeys/StateButtons";
import { VersionMenu } from "@/pages/journeys/VersionMenu";
import { sayFailed } from "@/shared/confirm";

export function JourneyBar() {
  const { t } = useTranslation("journeys");
  const { journey, draft, choose, showPeople } = useEditing();
  return (
    <div className={classes.bar}>
      <VisuallyHidden component="h1">{journey.name}</VisuallyHidden>
      <ActionIcon component={Link} to="/journeys" variant="subtle" color="gray" aria-label={t("common:back")}>
        <ArrowLeft size={18} aria-hidden />
      </ActionIcon>
      <NameField />
      <StateBadge state={journey.state} />
      <Text size="xs" c="dimmed" role="status">
        {t(`bar.${draft.saving}`)}
      </Text>
      <span className={classes.push} />
      <Group gap={4}>
        <Tool label={t("bar.undo")} disabled={!draft.canUndo} onClick={draft.undo} icon={Undo2} />
        <Tool label={t("bar.redo")} disabled={!draft.canRedo} onClick={draft.redo} icon={Redo2} />
        <Tool label={t("bar.settings")} onClick={() => choose(ENTRY)} icon={Settings2} />
        {journey.version > 0 && <Tool label={t("people.all")} onClick={() => showPeople(null)} icon={Users} />}
      </Group>
      <VersionMenu />
      {journey.version > 0 && (
        <Button component={Link} to={`/reports/journeys/${journey.id}`} variant="default" size="sm" leftSection={<ChartLine size={15} aria-hidden />}>
          {t("bar.lift")}
        </Button>
      )}
      <ProblemMenu />
      <StateButtons />
    </div>
  );
}

interface ToolProps {
  label: string;
  icon: typeof Undo2;
  disabled?: boolean;
  onClick: () => void;
}

function Tool({ label, icon: Icon, disabled, onClick }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" bg={disabled ? "transparent" : undefined} size="lg" aria-label={label} disabled={disabled ?? false} onClick={onClick}>
        <Icon size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function NameField() {
  const { t } = useTranslation("journeys");
  const { journey, mayWrite } = useEditing();
  const [name, setName] = useState(journey.name);
  const keep = async () => {
    const wanted = name.trim();
    if (!wanted || wanted === journey.name) return setName(journey.name);
    try {
      await patch(`/journeys/${journey.id}`, { name: wanted });
      await changed("/journeys");
    } catch (error) {
      setName(journey.name);
      sayFailed(error);
    }
  };
  return (
    <TextInput
      className={classes.name}
      size="sm"
      aria-label={t("name")}
      value={name}
      readOnly={!mayWrite}
      maxLength={200}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={() => void keep()}
      onKeyDown={(event) => event.key === "Enter" && !event.nativeEvent.isComposing && event.currentTarget.blur()}
    />
  );
}
