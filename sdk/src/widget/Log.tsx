import { useLayoutEffect, useRef } from "preact/hooks";
import type { Client, Message } from "../core";
import type { Thread } from "../core/thread";
import { Card } from "./Card";
import { Words } from "./Words";
import { dayOf, isSpoken, systemLine, timeOf } from "./reading";
import type { Texts } from "./texts";

interface LogProps {
  client: Client;
  thread: Thread;
  texts: Texts;
  isOpen: boolean;
}

/** Rests at the newest message unless the reader scrolled away from it. */
export function Log({ client, thread, texts, isOpen }: LogProps) {
  const list = useRef<HTMLDivElement>(null);
  const rests = useRef(true);
  const { messages } = thread;
  useLayoutEffect(() => {
    if (list.current && rests.current) list.current.scrollTop = list.current.scrollHeight;
  }, [messages, thread.typing, isOpen]);
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = list.current!;
    rests.current = scrollHeight - scrollTop - clientHeight < 60;
  };
  let day = "";
  return (
    <div ref={list} class="log" role="log" aria-live="polite" aria-label={texts.say("log")} tabIndex={0} onScroll={onScroll}>
      <p class="line">{texts.say("greeting")}</p>
      {messages.map((message, at) => {
        const itsDay = dayOf(message.at, texts);
        const isNewDay = itsDay !== day;
        day = itsDay;
        return (
          <>
            {isNewDay && <p key={`day:${itsDay}`} class="line day">{itsDay}</p>}
            <Row key={message.cid} client={client} message={message} texts={texts} isLast={isLastOwn(messages, at)} />
          </>
        );
      })}
      {thread.typing && <p class="line typing">{texts.say("typing")}</p>}
    </div>
  );
}

function Row({ client, message, texts, isLast }: { client: Client; message: Message; texts: Texts; isLast: boolean }) {
  if (!isSpoken(message)) {
    const line = systemLine(message, texts);
    return line ? <p class="line">{line}</p> : null;
  }
  const { kind, name } = message.sender;
  const isMine = kind === "customer";
  const who = isMine ? texts.say("you") : name || texts.say(kind === "bot" ? "bot" : "staff");
  return (
    <article class={isMine ? "message is-mine" : "message"} data-cid={message.cid} data-state={message.state}>
      <span class={isMine ? "unseen" : "who"}>{who}</span>
      {message.type === "card" ? <Card client={client} body={message.body} /> : <Words text={String(message.body.text ?? "")} />}
      <footer>
        <time dateTime={message.at}>{timeOf(message.at, texts)}</time>
        {isMine && (isLast || message.state !== "sent") && <span> · {texts.say(message.state)}</span>}
        {message.state === "failed" && (
          <button type="button" class="link" onClick={() => client.thread.retry(message.cid)}>
            {texts.say("retry")}
          </button>
        )}
      </footer>
    </article>
  );
}

function isLastOwn(messages: Message[], at: number): boolean {
  return !messages.slice(at + 1).some((one) => one.sender.kind === "customer");
}
