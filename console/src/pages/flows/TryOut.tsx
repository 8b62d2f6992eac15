import { ActionIcon, Badge, Button, CloseButton, Collapse, Group, Stack, Text, TextInput, Title, Tooltip } from "@mantine/core";
import { RotateCcw, SendHorizontal, Undo, UserRound } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import classes from "@/pages/flows/Flow.module.css";
import { TrialLines } from "@/pages/flows/TrialLines";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

/** The dialog as a customer would have it, played anew on every change. */
export function TryOut({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("flows");
  const { trial } = useEditing();
  const [shows, setShows] = useState(false);
  return (
    <section className={classes.try} aria-label={t("try.title")}>
      <div className={classes.head}>
        <Title order={2}>{t("try.title")}</Title>
        <Group gap={2}>
          <Tool label={t("try.who")} onClick={() => setShows(!shows)} icon={UserRound} />
          <Tool label={t("try.back")} disabled={trial.said.length === 0} onClick={trial.back} icon={Undo} />
          <Tool label={t("try.again")} disabled={trial.said.length === 0} onClick={trial.again} icon={RotateCcw} />
          <CloseButton aria-label={t("common:close")} onClick={onClose} />
        </Group>
      </div>
      <Collapse expanded={shows}>
        <Customer />
      </Collapse>
      <Talk />
      <Known />
      <Say />
    </section>
  );
}

interface ToolProps {
  label: string;
  icon: typeof Undo;
  disabled?: boolean;
  onClick: () => void;
}

function Tool({ label, icon: Icon, disabled, onClick }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" bg={disabled ? "transparent" : undefined} aria-label={label} disabled={disabled ?? false} onClick={onClick}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function Talk() {
  const { trial } = useEditing();
  const end = useRef<HTMLDivElement>(null);
  const lines = trial.answer?.lines.length ?? 0;
  useEffect(() => {
    if (lines) end.current?.scrollIntoView({ block: "nearest" });
  }, [lines]);
  return (
    <div className={classes.talk} role="log" aria-live="polite" tabIndex={0}>
      {trial.error !== null && trial.error !== undefined ? <ErrorState error={trial.error} /> : trial.answer ? <TrialLines answer={trial.answer} /> : <Loading lines={3} />}
      <div ref={end} />
    </div>
  );
}

function Known() {
  const { trial } = useEditing();
  const shown = Object.entries(trial.answer?.shown ?? {});
  if (shown.length === 0) return null;
  return (
    <Group gap={4} px={14} pb={8}>
      {shown.map(([slot, value]) => (
        <Badge key={slot} color="gray" tt="none" maw="100%">
          {slot}: {value}
        </Badge>
      ))}
    </Group>
  );
}

function Customer() {
  const { t } = useTranslation("flows");
  const { trial } = useEditing();
  return (
    <Stack gap={6} p={14}>
      <Text size="xs" c="dimmed">
        {t("try.whoHint")}
      </Text>
      {(["name", "phone", "email", "city"] as const).map((name) => (
        <TextInput
          key={name}
          size="xs"
          label={t(`try.${name}`)}
          value={trial.customer[name] ?? ""}
          maxLength={200}
          onChange={(event) => trial.setCustomer({ ...trial.customer, [name]: event.currentTarget.value })}
        />
      ))}
    </Stack>
  );
}

function Say() {
  const { t } = useTranslation("flows");
  const { trial } = useEditing();
  const [text, setText] = useState("");
  const isOver = trial.answer?.waits === "ended";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    trial.say({ text: text.trim() });
    setText("");
  };
  if (isOver && trial.answer) {
    return (
      <div className={classes.say}>
        <Button fullWidth variant="light" leftSection={<RotateCcw size={15} aria-hidden />} disabled={trial.said.length === 0} onClick={trial.again}>
          {t("try.again")}
        </Button>
      </div>
    );
  }
  return (
    <form className={classes.say} onSubmit={submit}>
      <TextInput style={{ flex: 1 }} aria-label={t("try.say")} placeholder={t("try.say")} value={text} maxLength={2000} onChange={(event) => setText(event.currentTarget.value)} />
      <ActionIcon type="submit" size="lg" aria-label={t("try.send")} loading={trial.busy && trial.said.length > 0}>
        <SendHorizontal size={16} aria-hidden />
      </ActionIcon>
    </form>
  );
}
