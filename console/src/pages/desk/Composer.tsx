import { ActionIcon, SegmentedControl, Text, Textarea } from "@mantine/core";
import { SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import { appendMessage } from "@/pages/desk/cache";
import { CannedList, useCanned } from "@/pages/desk/CannedList";
import classes from "@/pages/desk/Desk.module.css";
import { useDraft } from "@/pages/desk/drafts";
import { sendLater } from "@/pages/desk/outbox";
import { Suggestions } from "@/pages/desk/Suggestions";
import { useDeskKeys } from "@/pages/desk/useDeskKeys";
import { useTypingTold } from "@/pages/desk/useTyping";
import { isComposing } from "@/shared/keys";

interface ComposerProps {
  conversation: string;
  me: string;
  /** Number of the newest message on screen; the server refuses if there are newer ones. */
  seen: number;
  resolved: boolean;
}

type Mode = "text" | "note";

export function Composer({ conversation, me, seen, resolved }: ComposerProps) {
  const { t } = useTranslation("desk");
  const may = useRights();
  const [mode, setMode] = useState<Mode>("text");
  const { text, write, saved } = useDraft(me, conversation);
  const box = useRef<HTMLTextAreaElement>(null);
  const canned = useCanned(mode === "text" ? text : "", write);
  const typing = useTypingTold(conversation);
  const begin = (next: Mode) => {
    setMode(next);
    box.current?.focus();
  };
  useDeskKeys({ r: () => begin("text"), n: () => begin("note") });

  const send = () => {
    const words = text.trim();
    if (!words) return;
    write("");
    void sendLater({ person: me, conversation, type: mode, text: words, seen_seq: seen }, appendMessage);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event.nativeEvent)) return;
    if (canned.onKey(event.key)) event.preventDefault();
    else if (event.key === "Escape") event.currentTarget.blur();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };

  if (!may("desk.write")) return null;
  return (
    <footer className={classes.composer} data-mode={mode}>
      <CannedList canned={canned} />
      {mode === "text" && <Suggestions conversation={conversation} newest={seen} onTake={write} />}
      <SegmentedControl
        size="xs"
        aria-label={t("mode")}
        value={mode}
        onChange={(next) => setMode(next as Mode)}
        data={[
          { value: "text", label: t("reply") },
          { value: "note", label: t("note") },
        ]}
      />
      <div className={classes.writing}>
        <Textarea
          ref={box}
          className={classes.box}
          autosize
          minRows={2}
          maxRows={8}
          value={text}
          aria-label={t(mode === "note" ? "noteBox" : "replyBox")}
          placeholder={t(mode === "note" ? "noteHint" : resolved ? "reopensHint" : "replyHint")}
          onChange={(event) => {
            write(event.currentTarget.value);
            if (mode === "text") typing();
          }}
          onKeyDown={onKeyDown}
          {...canned.field}
        />
        <ActionIcon size={40} aria-label={t("send")} onClick={send} disabled={!text.trim()}>
          <SendHorizontal size={18} aria-hidden />
        </ActionIcon>
      </div>
      <Text size="xs" c="dimmed" className={classes.hint}>
        {saved ? t("draftKept") : t("enterSends")}
      </Text>
    </footer>
  );
}
