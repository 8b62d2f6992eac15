// The written policy: its words, its clauses, its versions.
import { Alert, Badge, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { Plus, ScrollText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed, useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import classes from "@/pages/cases/Cases.module.css";
import { ClauseFields } from "@/pages/cases/ClauseFields";
import { freshClause } from "@/pages/cases/clause";
import type { Clause, Policy } from "@/pages/cases/shapes";
import { useNames } from "@/pages/cases/useNames";
import { sayDone, sayFailed } from "@/shared/confirm";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export function PolicyTab() {
  const { t } = useTranslation("cases");
  const may = useRights();
  const [writes, setWrites] = useState(false);
  const { data, error, refetch } = useAnswer<{ items: Policy[] }>("/case-policies");
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={6} />;
  const start = may("case.decide") && <Button onClick={() => setWrites(true)}>{t(data.items.length ? "policy.new" : "policy.first")}</Button>;
  if (writes) return <Writing from={data.items.find((one) => one.in_force) ?? data.items[0]} onDone={() => setWrites(false)} />;
  if (data.items.length === 0) return <EmptyState icon={ScrollText} title={t("policy.none")} text={t("policy.noneText")} action={start} />;
  return (
    <Surface title={t("tab.policy")} aside={start}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("policy.text")}
      </Text>
      {data.items.map((one) => (
        <Version key={one.version} policy={one} />
      ))}
    </Surface>
  );
}

function Version({ policy }: { policy: Policy }) {
  const { t } = useTranslation("cases");
  const may = useRights();
  const { nameOf } = useNames();
  const publish = () => post(`/case-policies/${policy.version}/publication`).then(() => changed("/case-policies", "/cases"), sayFailed);
  return (
    <div className={classes.entry}>
      <Group justify="space-between" gap="sm">
        <Group gap="xs">
          <Text fw={600} size="sm">
            {t("version", { n: policy.version })}
          </Text>
          {policy.in_force && <Badge color="teal">{t("policy.inForce")}</Badge>}
          <Text size="xs" c="dimmed">
            {nameOf(policy.written_by)} · <TimeAgo at={policy.written_at} />
          </Text>
        </Group>
        {may("case.decide") && !policy.in_force && (
          <Button size="xs" variant="default" onClick={() => void publish()}>
            {t("policy.publish")}
          </Button>
        )}
      </Group>
      <Text size="sm" mt={6} className={classes.quote}>
        {policy.words}
      </Text>
      <Group gap="xs" mt={8}>
        {policy.clauses.map((one) => (
          <Badge key={one.id} variant="outline" tt="none" color="gray">
            {one.title} · {t(`who.${one.who ?? "agent"}`)}
          </Badge>
        ))}
      </Group>
    </div>
  );
}

function Writing({ from, onDone }: { from: Policy | undefined; onDone: () => void }) {
  const { t } = useTranslation("cases");
  const [words, setWords] = useState(from?.words ?? "");
  const [clauses, setClauses] = useState<Clause[]>(from?.clauses ?? []);
  const [problem, setProblem] = useState("");
  const save = async () => {
    try {
      await post("/case-policies", { words, clauses });
      await changed("/case-policies");
      sayDone(t("policy.saved"));
      onDone();
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  const change = (place: number, next: Clause | null) =>
    setClauses((before) => before.flatMap((one, at) => (at === place ? (next ? [next] : []) : [one])));
  return (
    <Surface title={t("policy.new")}>
      <Stack gap="lg">
        {problem && (
          <Alert color="red" variant="light" role="alert">
            {problem}
          </Alert>
        )}
        <Textarea label={t("policy.words")} description={t("policy.wordsHint")} autosize minRows={4} maxLength={50_000} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
        {clauses.map((one, place) => (
          <ClauseFields key={one.id} clause={one} onChange={(next) => change(place, next)} />
        ))}
        <Group justify="space-between">
          <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setClauses([...clauses, freshClause(clauses)])}>
            {t("policy.addClause")}
          </Button>
          <Group gap="sm">
            <Button variant="default" onClick={onDone}>
              {t("common:cancel")}
            </Button>
            <Button onClick={() => void save()} disabled={!words.trim()}>
              {t("policy.save")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Surface>
  );
}
