// What a closed conversation came to, beside its thread: read, confirm with one click, or correct.
import { Badge, Button, Group, Paper, Stack, Text, Title, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Check, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { get, put } from "@/api/client";
import { Refused } from "@/api/problems";
import { changed, useAnswer } from "@/api/queries";
import type { ConversationRow } from "@/api/shapes";
import { useRights } from "@/app/session";
import { SummaryForm } from "@/pages/desk/SummaryForm";
import { OutcomeBadge } from "@/pages/wrapup/OutcomeBadge";
import { named, pathOf, type Summary as Shape, type Tree } from "@/pages/wrapup/tree";
import { sayDone, sayFailed } from "@/shared/confirm";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

/** Written a moment after the closing: until then the server knows none, and we ask again. */
function useSummary(row: ConversationRow) {
  const path = `/conversations/${row.id}/summary`;
  return useQuery({
    queryKey: [path, row.resolved_at],
    queryFn: ({ signal }) => get<Shape>(path, {}, signal),
    refetchInterval: ({ state }) => (isStale(state.data, state.error, row) && state.dataUpdateCount + state.errorUpdateCount < 20 ? 2000 : false),
  });
}

function isStale(found: Shape | undefined, error: unknown, row: ConversationRow): boolean {
  if (error) return error instanceof Refused && error.status === 404;
  return Boolean(found && row.resolved_at && found.closed_at < row.resolved_at);
}

export function Summary({ row }: { row: ConversationRow }) {
  const { t } = useTranslation("wrapup");
  const { data, error, refetch } = useSummary(row);
  const [isEditing, setEditing] = useState(false);
  const isDue = isStale(data, error, row);
  return (
    <Paper component="section" withBorder radius="md" p="md" mb="md" bg="var(--fl-surface)" aria-label={t("summary")}>
      <Group justify="space-between" mb={8} gap={6}>
        <Title order={2} fz="sm">
          {t("summary")}
        </Title>
        {data && !isDue && <OutcomeBadge outcome={data.outcome} />}
      </Group>
      {error && !isDue && <ErrorState error={error} onAgain={() => void refetch()} />}
      {isDue && (
        <Text size="sm" c="dimmed" role="status">
          {t("beingWritten")}
        </Text>
      )}
      {!data && !error && <Loading lines={3} />}
      {data && !isDue && isEditing && <SummaryForm summary={data} onDone={() => setEditing(false)} />}
      {data && !isDue && !isEditing && <Shown summary={data} onEdit={() => setEditing(true)} />}
    </Paper>
  );
}

function Shown({ summary, onEdit }: { summary: Shape; onEdit: () => void }) {
  const { t, i18n } = useTranslation("wrapup");
  const { data: tree } = useAnswer<Tree>("/wrapup-codes");
  const mayWrite = useRights()("desk.write");
  const [busy, setBusy] = useState(false);
  const visitor = tree?.classes.find((one) => one.id === summary.visitor_class);
  const confirm = async () => {
    setBusy(true);
    const { revision, code, visitor_class } = summary;
    try {
      await put(`/conversations/${summary.conversation}/summary?closing=${summary.closing}`, { revision, code, visitor_class });
      sayDone(t("confirmed"));
      await changed(`/conversations/${summary.conversation}/summary`, "/summaries", "/summary-figures");
    } catch (reason) {
      sayFailed(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap={8}>
      {(["need", "result", "next_step"] as const).map((name) => (
        <Sentence key={name} title={t(name === "next_step" ? "nextStep" : name)} sentence={summary[name]} />
      ))}
      <Group gap={6}>
        <Reason why={summary.proposed_code.why}>
          <Badge tt="none" color={summary.code ? "indigo" : "gray"} variant={summary.is_code_judged ? "filled" : "light"}>
            {summary.code ? pathOf(tree?.codes ?? [], summary.code, i18n.language) : t("noCode")}
          </Badge>
        </Reason>
        {summary.visitor_class && (
          <Reason why={summary.proposed_class.why}>
            <Badge tt="none" color="grape" variant={summary.is_class_judged ? "filled" : "light"}>
              {named(visitor?.names, i18n.language) || summary.visitor_class}
            </Badge>
          </Reason>
        )}
      </Group>
      {mayWrite && (
        <Group gap="xs">
          {!summary.is_code_judged && summary.code && (
            <Button size="compact-sm" variant="light" leftSection={<Check size={14} aria-hidden />} loading={busy} onClick={() => void confirm()}>
              {t("confirm")}
            </Button>
          )}
          <Button size="compact-sm" variant="default" leftSection={<Pencil size={14} aria-hidden />} onClick={onEdit}>
            {t("correct")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Sentence({ title, sentence }: { title: string; sentence: Shape["need"] }) {
  const { t } = useTranslation("wrapup");
  const because = sentence.because.map((seq) => `#${seq}`).join(" ");
  return (
    <div>
      <Text size="xs" c="dimmed">
        {title}
        {because && ` · ${because}`}
        {sentence.by !== "rules" && ` · ${t(`writtenBy.${sentence.by}`)}`}
      </Text>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {sentence.text || t("nothing")}
      </Text>
    </div>
  );
}

function Reason({ why, children }: { why: string; children: React.ReactElement }) {
  const { t } = useTranslation("wrapup");
  return why ? <Tooltip label={t("why", { why })}>{children}</Tooltip> : children;
}
