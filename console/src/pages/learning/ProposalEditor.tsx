import { Alert, Button, Group, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put, remove } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { ArticleSelect } from "@/pages/knowledge/ArticleSelect";
import { DismissButton } from "@/pages/learning/DismissButton";
import { type Language, LANGUAGES, type Proposal } from "@/pages/learning/shapes";
import { firstLanguage, isSame, linesOf, sentOf, type Wish, wishOf } from "@/pages/learning/wish";
import { sayDone } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";

export function ProposalEditor({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation("learning");
  const may = useRights();
  const mayWrite = may("bot.write");
  const [wish, setWish] = useState(() => wishOf(proposal));
  const change = (part: Partial<Wish>) => setWish((before) => ({ ...before, ...part }));
  return (
    <Surface title={t("proposal.title")}>
      <Text size="sm" c="dimmed" mb="md">
        {t("proposal.text")}
      </Text>
      <Stack gap="md">
        <Head wish={wish} change={change} disabled={!mayWrite} />
        <Words wish={wish} change={change} disabled={!mayWrite} first={firstLanguage(proposal)} />
        {mayWrite && <Buttons proposal={proposal} wish={wish} />}
      </Stack>
    </Surface>
  );
}

interface PartProps {
  wish: Wish;
  change: (part: Partial<Wish>) => void;
  disabled: boolean;
}

function Head({ wish, change, disabled }: PartProps) {
  const { t } = useTranslation("learning");
  const kinds = [
    { value: "new", label: t("kind.new") },
    { value: "phrasings", label: t("kind.phrasings") },
  ];
  return (
    <>
      <SegmentedControl
        aria-label={t("column.kind")}
        data={kinds}
        value={wish.kind}
        disabled={disabled}
        onChange={(kind) => change({ kind: kind as Wish["kind"] })}
      />
      {wish.kind === "phrasings" ? (
        <ArticleSelect label={t("proposal.article")} value={wish.article} disabled={disabled} onChange={(article) => change({ article })} />
      ) : (
        <Group grow align="start">
          <TextInput label={t("proposal.name")} maxLength={200} value={wish.title} disabled={disabled} onChange={(event) => change({ title: event.currentTarget.value })} />
          <TextInput label={t("proposal.topic")} maxLength={100} value={wish.topic} disabled={disabled} onChange={(event) => change({ topic: event.currentTarget.value })} />
        </Group>
      )}
    </>
  );
}

function Words({ wish, change, disabled, first }: PartProps & { first: Language }) {
  const { t } = useTranslation("learning");
  const [language, setLanguage] = useState(first);
  const languages = LANGUAGES.map((value) => ({
    value,
    label: `${t(`language.${value}`)} (${linesOf(wish.ways[value]).length})`,
  }));
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t("proposal.language")}
        data={languages}
        value={language}
        onChange={(next) => setLanguage(next as Language)}
      />
      <Textarea
        label={t("proposal.ways")}
        description={t("proposal.waysHint")}
        autosize
        minRows={4}
        maxRows={14}
        value={wish.ways[language]}
        disabled={disabled}
        onChange={(event) => change({ ways: { ...wish.ways, [language]: event.currentTarget.value } })}
      />
      {wish.kind === "new" && (
        <Textarea
          label={t("proposal.answer")}
          description={t("proposal.answerHint")}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={5000}
          value={wish.answers[language]}
          disabled={disabled}
          onChange={(event) => change({ answers: { ...wish.answers, [language]: event.currentTarget.value } })}
        />
      )}
    </>
  );
}

function Buttons({ proposal, wish }: { proposal: Proposal; wish: Wish }) {
  const { t } = useTranslation("learning");
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState("");
  const path = `/learning/proposals/${proposal.id}`;
  const isChanged = !isSame(wish, proposal);
  const run = async (what: string, work: () => Promise<unknown>) => {
    setBusy(what);
    setProblem("");
    try {
      await work();
      await changed("/learning");
      sayDone(t(`proposal.done_${what}`));
    } catch (error) {
      setProblem(sentence(error));
    } finally {
      setBusy("");
    }
  };
  const save = () => put<Proposal>(path, sentOf(wish, proposal));
  const approve = async () => {
    const kept = isChanged ? await save() : proposal;
    await post(`${path}/approval`, { revision: kept.revision });
  };
  return (
    <>
      {problem && (
        <Alert color="red" variant="light" role="alert">
          {problem}
        </Alert>
      )}
      <Group justify="flex-end">
        <DismissButton
          label={t("proposal.dismiss")}
          onYes={(reason) => remove(`${path}?reason=${encodeURIComponent(reason)}`).then(() => changed("/learning"))}
        />
        <Button variant="default" disabled={!isChanged} loading={busy === "save"} onClick={() => void run("save", save)}>
          {t("proposal.save")}
        </Button>
        <Button loading={busy === "approve"} onClick={() => void run("approve", approve)}>
          {t("proposal.approve")}
        </Button>
      </Group>
    </>
  );
}
