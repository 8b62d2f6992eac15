// The middle of the desk: header, messages, composer of one conversation.
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { useAnswer } from "@/api/queries";
import type { ConversationRow, Message } from "@/api/shapes";
import { useStream } from "@/live/connection";
import { appendMessage, rereadRow, rereadThread, useThread } from "@/pages/desk/cache";
import { Composer } from "@/pages/desk/Composer";
import { ConversationHeader } from "@/pages/desk/ConversationHeader";
import classes from "@/pages/desk/Desk.module.css";
import { OutrunDialog } from "@/pages/desk/OutrunDialog";
import { inOrder } from "@/pages/desk/thread";
import { Thread } from "@/pages/desk/Thread";
import { type TypingSign, useTypingSeen } from "@/pages/desk/useTyping";
import { ErrorState } from "@/shared/ErrorState";

interface ConversationProps {
  id: string;
  me: string;
  onBack: () => void;
  onCustomer: () => void;
}

export function Conversation({ id, me, onBack, onCustomer }: ConversationProps) {
  const { t } = useTranslation("desk");
  const { data: row, error, refetch } = useAnswer<ConversationRow>(`/conversations/${id}`);
  const thread = useThread(id);
  const messages = inOrder(thread.data?.pages ?? []);
  const customer = { id: row?.customer ?? id, name: row?.customer_name || t("common:someone") };
  const newest = messages.at(-1)?.seq ?? 0;

  const typing = useTypingSeen();
  useStream(`c:${id}`, {
    onNews: (news) => {
      const sign = news as Message | TypingSign;
      if ("seq" in sign && "body" in sign) {
        typing.forget();
        appendMessage(id, sign);
      } else if (sign.type === "typing") typing.see(sign as TypingSign);
    },
    onGap: () => rereadThread(id),
  });
  useReads(id, newest, me);

  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  return (
    <section className={classes.conversation} aria-label={t("conversation")}>
      <ConversationHeader id={id} row={row} me={me} onBack={onBack} onCustomer={onCustomer} />
      <Thread conversation={id} thread={thread} messages={messages} customer={customer} typing={typing.who} />
      <Composer conversation={id} me={me} seen={newest} resolved={row?.state === "resolved"} />
      <OutrunDialog conversation={id} newest={messages} />
    </section>
  );
}

/** What is on screen counts as read, but not while the window is hidden. */
function useReads(conversation: string, newest: number, me: string): void {
  const told = useRef(0);
  useEffect(() => {
    const tell = () => {
      if (document.hidden || newest <= told.current) return;
      told.current = newest;
      void post(`/conversations/${conversation}/reads`, { seq: newest })
        .then(() => rereadRow(conversation, me))
        .catch(() => (told.current = 0));
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [conversation, newest, me]);
}
