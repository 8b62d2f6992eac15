import { ActionIcon, Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { FolderOpen, Save, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put, remove } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import { fitted, isSame } from "@/pages/studies/markets";
import { usePlanning } from "@/pages/studies/planning";
import type { Scenario } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { Confirm, sayDone, sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

/** Markets that are worth keeping, for oneself and for colleagues. */
export function Scenarios() {
  const { t } = useTranslation("studies");
  const { study, drawing, mayWrite } = usePlanning();
  const path = `/studies/${study.id}/scenarios`;
  const { data } = useAnswer<Scenario[]>(path);
  const [name, setName] = useState("");
  const rows = data ?? [];
  const save = async () => {
    try {
      await post(path, { name: name.trim(), market: drawing.market });
      setName("");
      sayDone(t("scenario.saved"));
      await changed(path);
    } catch (error) {
      sayFailed(error);
    }
  };
  return (
    <Surface title={t("scenario.title")}>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" mb="md">
          {t("scenario.none")}
        </Text>
      ) : (
        <Stack gap={0} mb="md" role="list" aria-label={t("scenario.title")}>
          {rows.map((row) => (
            <Row key={row.id} row={row} path={path} />
          ))}
        </Stack>
      )}
      {mayWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim()) void save();
          }}
        >
          <Group gap="xs" align="end">
            <TextInput label={t("scenario.name")} value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} w={260} maw="100%" />
            <Button type="submit" variant="default" leftSection={<Save size={15} aria-hidden />} disabled={!name.trim()}>
              {t("scenario.save")}
            </Button>
          </Group>
        </form>
      )}
    </Surface>
  );
}

function Row({ row, path }: { row: Scenario; path: string }) {
  const { t } = useTranslation("studies");
  const { drawing, plan, mayWrite } = usePlanning();
  const over = () =>
    put(`${path}/${row.id}`, { name: row.name, market: drawing.market, revision: row.revision }).then(async () => {
      sayDone(t("scenario.saved"));
      await changed(path);
    }, sayFailed);
  return (
    <div className={classes.run} role="listitem">
      <div style={{ minWidth: 0, flex: "1 1 200px" }}>
        <Text size="sm" fw={600}>
          {row.name}{" "}
          {isSame(drawing.market, fitted(plan, row.market)) && (
            <Badge size="sm" variant="light">
              {t("scenario.shown")}
            </Badge>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {t("scenario.by", { name: row.changed_by || t("conflict.somebody") })} <TimeAgo at={row.changed_at} />
        </Text>
      </div>
      <Group gap={6}>
        <Button variant="default" size="xs" leftSection={<FolderOpen size={14} aria-hidden />} onClick={() => drawing.setMarket(row.market)}>
          {t("scenario.load")}
        </Button>
        <Button variant="subtle" color="gray" size="xs" onClick={() => drawing.setBaseline(row.market)}>
          {t("scenario.compare")}
        </Button>
        {mayWrite && (
          <>
            <Button variant="subtle" color="gray" size="xs" onClick={() => void over()}>
              {t("scenario.over")}
            </Button>
            <Confirm title={t("scenario.delete")} text={t("scenario.deleteText", { name: row.name })} verb={t("scenario.delete")} onYes={() => remove(`${path}/${row.id}`).then(() => changed(path))}>
              {(open) => (
                <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${t("scenario.delete")}: ${row.name}`} onClick={open}>
                  <Trash2 size={15} aria-hidden />
                </ActionIcon>
              )}
            </Confirm>
          </>
        )}
      </Group>
    </div>
  );
}
