import { StickyNote } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Message } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import { BubbleParts } from "@/pages/desk/BubbleParts";
import classes from "@/pages/desk/Desk.module.css";
import { textOf } from "@/pages/desk/thread";
import { Face } from "@/shared/Face";

interface BubbleProps {
  message: Message;
  follows: boolean;
  customer: { id: string; name: string };
}

export function Bubble({ message, follows, customer }: BubbleProps) {
  if (message.type === "system" || message.type === "rating") return <SystemLine message={message} />;
  const theirs = message.sender.kind === "customer";
  const look = message.type === "note" ? "note" : theirs ? "theirs" : message.sender.kind === "bot" ? "bot" : "ours";
  return (
    <article className={classes.said} data-look={look} data-follows={follows || undefined}>
      {theirs && (
        <div className={classes.saidFace}>
          {!follows && <Face id={customer.id} name={customer.name} size={30} />}
        </div>
      )}
      <div className={classes.saidBody}>
        {!follows && <Byline message={message} name={theirs ? customer.name : message.sender.name} />}
        <div className={classes.bubble}>
          {textOf(message)}
          <BubbleParts message={message} />
        </div>
      </div>
    </article>
  );
}

function Byline({ message, name }: { message: Message; name: string }) {
  const { t } = useTranslation("desk");
  const { clock } = useFormats();
  const { kind } = message.sender;
  return (
    <div className={classes.byline}>
      {message.type === "note" && (
        <>
          <StickyNote size={12} aria-hidden /> {t("note")} ·{" "}
        </>
      )}
      {name || t(`sender.${kind}`)} · <time dateTime={message.at}>{clock(message.at)}</time>
    </div>
  );
}

/** What happened to the conversation: in our words if we know the code, else as the server wrote it. */
function SystemLine({ message }: { message: Message }) {
  const { t, i18n } = useTranslation("desk");
  const { clock } = useFormats();
  const { body } = message;
  const code = message.type === "rating" ? "system.rating" : `system.${String(body.event ?? "")}`;
  const words = i18n.exists(code, { ns: "desk" }) ? t(code, body) : textOf(message);
  return (
    <div className={classes.system}>
      <span>
        {words} · <time dateTime={message.at}>{clock(message.at)}</time>
      </span>
    </div>
  );
}
