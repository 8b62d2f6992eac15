import { ActionIcon, Badge, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { post, remove } from "@/api/client";
import { changed } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { usePlanning } from "@/pages/studies/planning";
import { type EstimateRow, isOpen, STATE } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { Confirm, sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

interface EstimateListProps {
  rows: EstimateRow[];
  chosen: string;
  onChoose: (id: string) => void;
}

export function EstimateList({ rows, chosen, onChoose }: EstimateListProps) {
  const { t } = useTranslation("studies");
  return (
    <Surface title={t("results.runs")}>
      <Stack gap={0} role="list">
        {rows.map((row) => (
          <Run key={row.id} row={row} isChosen={row.id === chosen} onChoose={() => onChoose(row.id)} />
        ))}
      </Stack>
    </Surface>
  );
}

function Run({ row, isChosen, onChoose }: { row: EstimateRow; isChosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation("studies");
  const { number } = useFormats();
  const name = t(`model.${row.model}.name`, { defaultValue: t("results.counted") });
  return (
    <div className={classes.run} role="listitem" data-chosen={isChosen || undefined}>
      <div style={{ minWidth: 0, flex: "1 1 220px" }}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Badge color={STATE[row.state]}>{t(`state.${row.state}`)}</Badge>
          {row.warnings > 0 && <Badge color="yellow">{t("results.warnings", { count: row.warnings })}</Badge>}
        </Group>
        <Text size="xs" c="dimmed">
          {row.state === "done" && t(row.tasks > row.base ? "results.base" : "results.people", { people: number(row.base), tasks: number(row.tasks) })} <TimeAgo at={row.created_at} />
        </Text>
        {row.state === "failed" && row.problem && (
          <Text size="sm" c="var(--mantine-color-error)">
            {row.problem}
          </Text>
        )}
      </div>
      {isOpen(row.state) ? <Running row={row} /> : <Ended row={row} name={name} isChosen={isChosen} onChoose={onChoose} />}
    </div>
  );
}

function Running({ row }: { row: EstimateRow }) {
  const { t } = useTranslation("studies");
  const { study, mayWrite } = usePlanning();
  const done = Math.round(row.progress * 100);
  const cancel = () => post(`/estimates/${row.id}/cancellation`).then(() => changed(`/studies/${study.id}`), sayFailed);
  return (
    <Group gap="sm" wrap="nowrap" flex="1 1 240px">
      <Progress value={done} animated flex={1} aria-label={t("results.progress", { n: done })} />
      <Text size="sm" className="fl-number" w={44} ta="right">
        {done}%
      </Text>
      {mayWrite && (
        <Button variant="default" size="xs" onClick={() => void cancel()}>
          {t("results.cancel")}
        </Button>
      )}
    </Group>
  );
}

function Ended({ row, name, isChosen, onChoose }: { row: EstimateRow; name: string; isChosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation("studies");
  const { study, mayWrite } = usePlanning();
  return (
    <Group gap={6}>
      {row.state === "done" && (
        <Button variant={isChosen ? "light" : "default"} size="xs" aria-pressed={isChosen} onClick={onChoose}>
          {t(isChosen ? "results.shown" : "results.show")}
        </Button>
      )}
      {mayWrite && (
        <Confirm title={t("results.delete")} text={t("results.deleteText")} verb={t("results.delete")} onYes={() => remove(`/estimates/${row.id}`).then(() => changed(`/studies/${study.id}`))}>
          {(open) => (
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${t("results.delete")}: ${name}`} onClick={open}>
              <Trash2 size={15} aria-hidden />
            </ActionIcon>
          )}
        </Confirm>
      )}
    </Group>
  );
}
