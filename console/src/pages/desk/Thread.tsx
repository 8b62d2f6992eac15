// The messages. The scroller is turned upside down in CSS, so that it rests at the newest without any scrolling code.
import { Button, Center } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Message } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import { Bubble } from "@/pages/desk/Bubble";
import type { useThread } from "@/pages/desk/cache";
import classes from "@/pages/desk/Desk.module.css";
import { useUnsent } from "@/pages/desk/outbox";
import { lines } from "@/pages/desk/thread";
import { UnsentBubble } from "@/pages/desk/UnsentBubble";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

interface ThreadProps {
  conversation: string;
  thread: ReturnType<typeof useThread>;
  messages: Message[];
  customer: { id: string; name: string };
  /** Who types now: "" for the customer, null for nobody. */
  typing: string | null;
}

export function Thread({ conversation, thread, messages, customer, typing }: ThreadProps) {
  const { t } = useTranslation("desk");
  const known = new Set(messages.map((message) => message.cid));
  const unsent = useUnsent(conversation).filter((entry) => !known.has(entry.cid));
  return (
    <div className={classes.thread} tabIndex={0} role="log" aria-live="polite" aria-label={t("log")}>
      <div className={classes.messages}>
        {thread.error && <ErrorState error={thread.error} onAgain={() => void thread.refetch()} />}
        {thread.isPending && <Loading lines={6} height={36} />}
        {thread.hasNextPage && (
          <Center>
            <Button variant="subtle" size="xs" loading={thread.isFetchingNextPage} onClick={() => void thread.fetchNextPage()}>
              {t("older")}
            </Button>
          </Center>
        )}
        {lines(messages).map((line) =>
          line.kind === "day" ? (
            <Day key={line.key} at={line.at} />
          ) : (
            <Bubble key={line.key} message={line.message} follows={line.follows} customer={customer} />
          ),
        )}
        {unsent.map((entry) => (
          <UnsentBubble key={entry.cid} entry={entry} />
        ))}
        {typing !== null && <div className={classes.typing}>{t("typing", { name: typing || customer.name })}</div>}
      </div>
    </div>
  );
}

function Day({ at }: { at: string }) {
  const { day } = useFormats();
  return (
    <div className={classes.day}>
      <span>{day(at)}</span>
    </div>
  );
}
