// What opens a case; tried from the top, the first that fits opens it.
import { ActionIcon, Badge, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { ListChecks, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { put, remove } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import classes from "@/pages/cases/Cases.module.css";
import { RuleForm } from "@/pages/cases/RuleForm";
import type { RuleRow } from "@/pages/cases/shapes";
import { useSentence } from "@/pages/cases/useSentence";
import { Confirm, sayFailed } from "@/shared/confirm";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

export function Rules() {
  const { t } = useTranslation("cases");
  const may = useRights();
  const [edited, setEdited] = useState<RuleRow | "new" | null>(null);
  const { data, error, refetch } = useAnswer<{ items: RuleRow[] }>("/case-rules");
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={5} />;
  const add = may("case.decide") && (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setEdited("new")}>
      {t("rule.add")}
    </Button>
  );
  return (
    <Surface title={t("tab.rules")} aside={data.items.length > 0 ? add : undefined}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("rule.text")}
      </Text>
      {data.items.length === 0 && <EmptyState icon={ListChecks} title={t("rule.none")} text={t("rule.noneText")} action={add} />}
      {data.items.map((row) => (
        <Line key={row.id} row={row} onEdit={() => setEdited(row)} />
      ))}
      {edited && <RuleForm key={edited === "new" ? "new" : edited.id} row={edited === "new" ? null : edited} place={data.items.length} onClose={() => setEdited(null)} />}
    </Surface>
  );
}

function Line({ row, onEdit }: { row: RuleRow; onEdit: () => void }) {
  const { t } = useTranslation("cases");
  const may = useRights();
  const sentence = useSentence();
  const turn = (is_on: boolean) =>
    put(`/case-rules/${row.id}`, { rule: row.rule, place: row.place, revision: row.revision, is_on }).then(() => changed("/case-rules"), sayFailed);
  return (
    <Group className={classes.entry} justify="space-between" gap="sm" wrap="nowrap">
      <Stack gap={2} style={{ minWidth: 0 }}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {row.rule.name}
          </Text>
          <Badge size="sm" variant="light" color={row.rule.does === "refer" ? "teal" : "orange"}>
            {t(`rule.does.${row.rule.does ?? "case"}`)}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed">
          {sentence(row.rule)}
        </Text>
      </Stack>
      {may("case.decide") && (
        <Group gap={4} wrap="nowrap">
          <Switch aria-label={t("rule.on", { name: row.rule.name })} checked={row.is_on} onChange={(event) => void turn(event.currentTarget.checked)} />
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("rule.edit", { name: row.rule.name })} onClick={onEdit}>
            <Pencil size={16} aria-hidden />
          </ActionIcon>
          <Confirm title={t("rule.delete")} text={t("rule.deleteText")} verb={t("rule.delete")} onYes={() => remove(`/case-rules/${row.id}`).then(() => changed("/case-rules"))}>
            {(open) => (
              <ActionIcon variant="subtle" color="red" size="lg" aria-label={`${t("rule.delete")}: ${row.rule.name}`} onClick={open}>
                <Trash2 size={16} aria-hidden />
              </ActionIcon>
            )}
          </Confirm>
        </Group>
      )}
    </Group>
  );
}
