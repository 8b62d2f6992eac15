import { ActionIcon, Badge, Button, Group, SegmentedControl, Text, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Check, MessagesSquare, Redo2, Save, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { useEditing } from "@/pages/flows/editing";
import classes from "@/pages/flows/Flow.module.css";
import { MoreMenu } from "@/pages/flows/MoreMenu";
import { ProblemMenu } from "@/pages/flows/ProblemMenu";
import type { Flow, Language } from "@/pages/flows/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";

const LANGUAGES = [
  { value: "zh-CN", label: "简体" },
  { value: "zh-TW", label: "繁體" },
  { value: "en", label: "EN" },
];

export function FlowBar({ trying, onTry }: { trying: boolean; onTry: () => void }) {
  const { t } = useTranslation("flows");
  const { flow, draft, mayWrite, language, setLanguage } = useEditing();
  return (
    <div className={classes.bar}>
      <VisuallyHidden component="h1">{flow.name}</VisuallyHidden>
      <ActionIcon component={Link} to="/flows" variant="subtle" color="gray" aria-label={t("common:back")}>
        <ArrowLeft size={18} aria-hidden />
      </ActionIcon>
      <TextInput
        className={classes.name}
        size="sm"
        aria-label={t("name")}
        value={draft.name}
        readOnly={!mayWrite}
        maxLength={200}
        onChange={(event) => draft.change({ name: event.currentTarget.value }, "name")}
      />
      <ApprovalBadge />
      <Text size="xs" c="dimmed" role="status">
        {t(`bar.${draft.saving}`)}
      </Text>
      <span className={classes.push} />
      <SegmentedControl size="xs" aria-label={t("bar.language")} data={LANGUAGES} value={language} onChange={(next) => setLanguage(next as Language)} />
      <Group gap={4}>
        <Tool label={t("bar.undo")} disabled={!draft.canUndo || !mayWrite} onClick={draft.undo} icon={Undo2} />
        <Tool label={t("bar.redo")} disabled={!draft.canRedo || !mayWrite} onClick={draft.redo} icon={Redo2} />
        <Tool label={t(trying ? "bar.hideTry" : "bar.showTry")} onClick={onTry} icon={MessagesSquare} />
        <MoreMenu />
      </Group>
      <ProblemMenu />
      {mayWrite && (
        <Button variant="default" size="sm" disabled={draft.isSaved} leftSection={<Save size={15} aria-hidden />} onClick={() => void draft.flush()}>
          {t("bar.save")}
        </Button>
      )}
      <ApproveButton />
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

function ApprovalBadge() {
  const { t } = useTranslation("flows");
  const { flow, draft } = useEditing();
  if (flow.approved === null) return <Badge color="gray">{t("state.draft")}</Badge>;
  const current = flow.approved === flow.revision && draft.isSaved;
  return <Badge color={current ? "teal" : "yellow"}>{t(current ? "state.approved" : "state.changed")}</Badge>;
}

function ApproveButton() {
  const { t } = useTranslation("flows");
  const { flow, draft, problems } = useEditing();
  const may = useRights();
  const [busy, setBusy] = useState(false);
  if (!may("bot.publish")) return null;
  const approve = async () => {
    setBusy(true);
    try {
      const revision = await draft.flush();
      if (revision === null) return;
      draft.replaceBy(await post<Flow>(`/flows/${flow.id}/approval`, { revision }));
      await changed("/flows");
      sayDone(t("bar.approvedNow"));
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const current = flow.approved === flow.revision && draft.isSaved;
  return (
    <Button size="sm" loading={busy} disabled={current || problems.some((one) => one.is_fault)} leftSection={<Check size={15} aria-hidden />} onClick={() => void approve()}>
      {t("bar.approve")}
    </Button>
  );
}
