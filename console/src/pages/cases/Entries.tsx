import { Button, Group, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import classes from "@/pages/cases/Cases.module.css";
import { CheckList } from "@/pages/cases/CheckList";
import type { Entry, Held, Sheet } from "@/pages/cases/shapes";
import { useNames } from "@/pages/cases/useNames";
import { sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

/** The history of the case, and a line to add to it. */
export function Entries({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation("cases");
  const may = useRights();
  return (
    <Surface title={t("history")}>
      {may("case.write") && <AddEntry id={sheet.case.id} />}
      <div>
        {sheet.entries.toReversed().map((one) => (
          <Line key={one.number} entry={one} />
        ))}
      </div>
    </Surface>
  );
}

function Line({ entry }: { entry: Entry }) {
  const { t } = useTranslation("cases");
  const { nameOf } = useNames();
  // What the machine left to people is said in the reader's words; the server's own text stands in for older entries.
  const considered = entry.kind === "left" ? ((entry.detail?.["checks"] ?? []) as Held[]) : [];
  const details = entry.kind === "changed" ? Object.keys(entry.detail ?? {}).map((name) => t(`field.${name}`)) : [];
  return (
    <div className={classes.entry}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={600}>
          {t(`entry.${entry.kind}`)}
          {details.length > 0 && `: ${details.join(", ")}`}
        </Text>
        <Text size="xs" c="dimmed">
          <TimeAgo at={entry.at} />
        </Text>
      </Group>
      {considered.map((one) => (
        <div key={one.clause}>
          <Text size="sm">{one.title}</Text>
          <CheckList checks={one.checks.filter((check) => !check.is_met)} />
        </div>
      ))}
      {entry.text && considered.length === 0 && (
        <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {entry.text}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {nameOf(entry.by)}
      </Text>
    </div>
  );
}

function AddEntry({ id }: { id: string }) {
  const { t } = useTranslation("cases");
  const [kind, setKind] = useState("contact");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await post(`/cases/${id}/entries`, { kind, text });
      setText("");
      await changed("/cases");
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const kinds = ["contact", "note"].map((value) => ({ value, label: t(`entry.${value}`) }));
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="xs" mb="md">
        <SegmentedControl aria-label={t("entryKind")} data={kinds} value={kind} onChange={setKind} size="xs" />
        <Textarea
          aria-label={t("entryText")}
          placeholder={t(kind === "contact" ? "contactHint" : "noteHint")}
          autosize
          minRows={2}
          maxLength={10_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" size="xs" loading={busy} disabled={!text.trim()}>
            {t("add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
