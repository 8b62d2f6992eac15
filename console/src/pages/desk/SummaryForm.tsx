// The summary as a form: what is saved here is a person's word and teaches the next proposals.
import { Alert, Button, Group, Select, Stack, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { put } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed, useAnswer } from "@/api/queries";
import { choicesOf, named, type Summary, type Tree } from "@/pages/wrapup/tree";
import { sayDone } from "@/shared/confirm";

const SENTENCES = [
  { name: "need", label: "need" },
  { name: "result", label: "result" },
  { name: "next_step", label: "nextStep" },
] as const;

export function SummaryForm({ summary, onDone }: { summary: Summary; onDone: () => void }) {
  const { t, i18n } = useTranslation("wrapup");
  const { data: tree } = useAnswer<Tree>("/wrapup-codes");
  const [texts, setTexts] = useState({ need: summary.need.text, result: summary.result.text, next_step: summary.next_step.text });
  const [code, setCode] = useState(summary.code);
  const [visitor, setVisitor] = useState(summary.visitor_class);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const classes = (tree?.classes ?? []).map((one) => ({ value: one.id, label: named(one.names, i18n.language) }));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    const body = { revision: summary.revision, ...texts, code, visitor_class: visitor };
    try {
      await put(`/conversations/${summary.conversation}/summary?closing=${summary.closing}`, body);
      sayDone(t("corrected"));
      await changed(`/conversations/${summary.conversation}/summary`, "/summaries", "/summary-figures");
      onDone();
    } catch (reason) {
      setProblem(sentence(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <Stack gap="sm">
        {problem && (
          <Alert color="red" variant="light" role="alert">
            {problem}
          </Alert>
        )}
        {SENTENCES.map(({ name, label }) => (
          <Textarea
            key={name}
            size="sm"
            label={t(label)}
            autosize
            minRows={1}
            maxRows={6}
            maxLength={1000}
            value={texts[name]}
            onChange={(event) => setTexts({ ...texts, [name]: event.currentTarget.value })}
          />
        ))}
        <Select
          label={t("code")}
          placeholder={t("noCode")}
          data={choicesOf(tree?.codes ?? [], code, i18n.language)}
          value={code || null}
          onChange={(next) => setCode(next ?? "")}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("noCode") }}
          nothingFoundMessage={t("noSuchCode")}
        />
        <Select
          label={t("class")}
          data={classes}
          value={visitor || null}
          onChange={(next) => setVisitor(next ?? "")}
          clearable
          clearButtonProps={{ "aria-label": t("noClass") }}
        />
        <Group gap="xs">
          <Button size="compact-sm" type="submit" loading={busy}>
            {t("save")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onDone}>
            {t("common:cancel")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
