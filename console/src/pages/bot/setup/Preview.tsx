// The widget as a customer sees it, playing the bot's own decisions; every answer says why.
import { ActionIcon, Button, Text, TextInput } from "@mantine/core";
import { RotateCcw, SendHorizontal } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { WhyList } from "@/pages/bot/answers/WhyList";
import classes from "@/pages/bot/Bot.module.css";
import { MenuChips } from "@/pages/bot/setup/MenuChips";
import type { Saving } from "@/pages/bot/setup/useSettings";
import { type TrialLine, useTrial } from "@/pages/bot/setup/useTrial";
import type { Language, Tap } from "@/pages/bot/shapes";

interface PreviewProps {
  language: Language;
  saving: Saving;
}

export function Preview({ language, saving }: PreviewProps) {
  const { t } = useTranslation("bot");
  const [page, setPage] = useState("");
  const trial = useTrial(language, page, saving === "saved");
  const log = useRef<HTMLDivElement>(null);
  const count = trial.lines.length;
  useEffect(() => {
    if (count > 0 && log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [count]);
  return (
    <div>
      <div className={classes.phone}>
        <div className={classes.phoneHead}>
          <Text fw={600}>{trial.greeting?.name ?? ""}</Text>
          <ActionIcon variant="subtle" color="gray" aria-label={t("preview.again")} onClick={trial.again}>
            <RotateCcw size={16} aria-hidden />
          </ActionIcon>
        </div>
        <div ref={log} className={classes.phoneLog} role="log" aria-label={t("preview.title")} tabIndex={0}>
          {trial.greeting?.text && <div className={classes.said}>{trial.greeting.text}</div>}
          {trial.greeting && trial.lines.length === 0 && <MenuChips greeting={trial.greeting} onTap={(label, tap) => void trial.say(label, tap)} />}
          {trial.lines.map((line, place) => (
            <Line key={place} line={line} onTap={(label, tap) => void trial.say(label, tap)} />
          ))}
        </div>
        <Ask busy={trial.busy} onSay={(text) => void trial.say(text)} />
      </div>
      <TextInput size="xs" mt="sm" label={t("preview.page")} placeholder="/orders" value={page} onChange={(event) => setPage(event.currentTarget.value)} />
      <Text size="xs" c="dimmed" mt={6}>
        {t("preview.draft")}
      </Text>
    </div>
  );
}

function Line({ line, onTap }: { line: TrialLine; onTap: (label: string, tap?: Tap) => void }) {
  const { t } = useTranslation("bot");
  if (line.why) {
    return (
      <div className={classes.why}>
        {t("preview.because")}
        <WhyList why={line.why} />
      </div>
    );
  }
  return (
    <>
      {line.text && (
        <div className={classes.said} data-mine={line.mine || undefined}>
          {line.text}
        </div>
      )}
      {line.choices.length > 0 && (
        <div className={classes.chips}>
          {line.choices.map((one) => (
            <Button key={one.label} size="compact-sm" radius="xl" variant="default" onClick={() => !one.url && onTap(one.label, one.tap)}>
              {one.label}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}

function Ask({ busy, onSay }: { busy: boolean; onSay: (text: string) => void }) {
  const { t } = useTranslation("bot");
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim() || busy) return;
    onSay(text.trim());
    setText("");
  };
  return (
    <form className={classes.phoneWrite} onSubmit={submit}>
      <TextInput style={{ flex: 1 }} aria-label={t("preview.write")} placeholder={t("preview.write")} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <ActionIcon type="submit" size={36} aria-label={t("preview.send")} loading={busy}>
        <SendHorizontal size={16} aria-hidden />
      </ActionIcon>
    </form>
  );
}
