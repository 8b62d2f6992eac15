import { ActionIcon, Badge, Group, Menu, Text, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Ellipsis, Redo2, Trash2, Undo2 } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { remove } from "@/api/client";
import { changed } from "@/api/queries";
import { usePlanning } from "@/pages/studies/planning";
import classes from "@/pages/studies/Studies.module.css";
import { Confirm } from "@/shared/confirm";
import { isTyping } from "@/shared/keys";

export function StudyBar() {
  const { t } = useTranslation("studies");
  const { study, draft, mayWrite } = usePlanning();
  return (
    <header className={classes.bar}>
      <VisuallyHidden component="h1">{study.name}</VisuallyHidden>
      <ActionIcon component={Link} to="/studies" variant="subtle" color="gray" size="lg" aria-label={t("common:back")}>
        <ArrowLeft size={18} aria-hidden />
      </ActionIcon>
      <TextInput
        className={classes.name}
        aria-label={t("column.name")}
        value={draft.name}
        readOnly={!mayWrite}
        maxLength={200}
        onChange={(event) => draft.change({ name: event.currentTarget.value }, "name")}
      />
      <Badge color="indigo">{t(`kind.${study.kind}.name`)}</Badge>
      {mayWrite && (
        <Text size="xs" c={draft.saving === "refused" ? "var(--mantine-color-error)" : "dimmed"} role="status">
          {draft.saving === "refused" ? t("bar.refused", { why: draft.why }) : t(`bar.${draft.saving}`)}
        </Text>
      )}
      <span className={classes.push} />
      {mayWrite && <Tools />}
    </header>
  );
}

function Tools() {
  const { t } = useTranslation("studies");
  const navigate = useNavigate();
  const { study, draft } = usePlanning();
  const { undo, redo } = draft;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (isTyping(event) || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      if (event.shiftKey) redo();
      else undo();
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, [undo, redo]);
  const leave = async () => {
    await remove(`/studies/${study.id}`);
    await navigate({ to: "/studies" });
    await changed("/studies");
  };
  return (
    <Group gap={4}>
      <Tooltip label={t("bar.undo")}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("bar.undo")} disabled={!draft.canUndo} onClick={undo}>
          <Undo2 size={17} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("bar.redo")}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("bar.redo")} disabled={!draft.canRedo} onClick={redo}>
          <Redo2 size={17} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Confirm title={t("delete.title")} text={t("delete.text")} verb={t("delete.verb")} onYes={leave}>
        {(open) => (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("more")}>
                <Ellipsis size={17} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item color="red" leftSection={<Trash2 size={15} aria-hidden />} onClick={open}>
                {t("delete.verb")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Confirm>
    </Group>
  );
}
