import { ActionIcon, Badge, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { ChartNoAxesColumn, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put, remove } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import type { Forecast, ReachView } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";
import { Confirm, sayFailed } from "@/shared/confirm";
import { TimeAgo } from "@/shared/TimeAgo";

export function ReachRow({ row, onEdit }: { row: ReachView; onEdit: () => void }) {
  const { t } = useTranslation("surveys");
  const may = useRights();
  const path = `/surveys/${row.survey}/reaches`;
  const name = row.reach.name || t(`reach.kind.${row.kind}`);
  const turn = (is_on: boolean) => put(`/surveys/${row.survey}/reaches/${row.id}`, { revision: row.revision, reach: row.reach, is_on }).catch(sayFailed).then(() => changed(path));
  return (
    <div className={classes.entry}>
      <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
        <Stack gap={2} style={{ minWidth: 0 }}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {name}
            </Text>
            <Badge size="sm" variant="light">
              {t(`reach.kind.${row.kind}`)}
            </Badge>
          </Group>
          <Text size="xs" c="dimmed" component="div">
            {row.is_on ? t("reach.onSince") : t("reach.off")} {row.is_on && <TimeAgo at={row.on_since} />}
          </Text>
          {row.problems.map((one) => (
            <Text key={one.field} size="xs" c="var(--mantine-color-red-light-color)">
              {t(`reach.problem.${one.field.split(".").slice(0, 2).join("_")}`, { defaultValue: one.text })}
            </Text>
          ))}
        </Stack>
        {may("survey.publish") && (
          <Group gap={4} wrap="nowrap">
            <Switch aria-label={t("reach.on", { name })} checked={row.is_on} disabled={!row.is_on && row.problems.length > 0} onChange={(event) => void turn(event.currentTarget.checked)} />
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("reach.edit", { name })} onClick={onEdit}>
              <Pencil size={16} aria-hidden />
            </ActionIcon>
            <Confirm title={t("reach.delete")} text={t("reach.deleteText")} verb={t("common:remove")} onYes={() => remove(`/surveys/${row.survey}/reaches/${row.id}`).then(() => changed(path))}>
              {(open) => (
                <ActionIcon variant="subtle" color="red" size="lg" aria-label={`${t("reach.delete")}: ${name}`} onClick={open}>
                  <Trash2 size={16} aria-hidden />
                </ActionIcon>
              )}
            </Confirm>
          </Group>
        )}
      </Group>
      {row.kind !== "link" && <ForecastLine row={row} />}
    </div>
  );
}

/** For reaches without an audience: how many would come by. */
const PASSERS_BY = 1000;

function ForecastLine({ row }: { row: ReachView }) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Forecast | null>(null);
  const ask = async () => {
    setBusy(true);
    try {
      const people = row.reach.audience ? null : PASSERS_BY;
      setFound(await post<Forecast>(`/surveys/${row.survey}/reaches/${row.id}/forecast`, { people }));
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group gap="sm" mt={6}>
      <Button variant="subtle" size="compact-sm" loading={busy} leftSection={<ChartNoAxesColumn size={14} aria-hidden />} onClick={() => void ask()}>
        {t("forecast.ask")}
      </Button>
      {found && (
        <Text size="sm" role="status" className="fl-number">
          {t("forecast.told", {
            people: number(found.people),
            asked: number(found.asked),
            answers: number(Math.round(found.answers)),
            low: number(found.low),
            high: number(found.high),
            rate: percent(found.rate),
          })}
        </Text>
      )}
    </Group>
  );
}
