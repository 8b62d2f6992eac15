import { useLayoutEffect, useRef } from "preact/hooks";
import type { Client, Message } from "../core";
import type { Thread } from "../core/thread";
import { Card } from "./Card";
import { Choices } from "./Choices";
import { Extras, Helpful } from "./Extras";
import type { Greeting } from "./greeting";
import { Start } from "./Start";
import { type Turns, turnsOf } from "./turns";
import { Words } from "./Words";
import { dayOf, isSpoken, systemLine, timeOf } from "./reading";
import type { Texts } from "./texts";

interface LogProps {
  client: Client;
  thread: Thread;
  texts: Texts;
  isOpen: boolean;
  greeting: Greeting | undefined;
}

/** Rests at the newest message unless the reader scrolled away from it. */
export function Log({ client, thread, texts, isOpen, greeting }: LogProps) {
  const list = useRef<HTMLDivElement>(null);
  const rests = useRef(true);
  const { messages } = thread;
  useLayoutEffect(() => {
    if (list.current && rests.current) list.current.scrollTop = list.current.scrollHeight;
  }, [messages, thread.typing, isOpen, greeting]);
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = list.current!;
    rests.current = scrollHeight - scrollTop - clientHeight < 60;
  };
  const turns = turnsOf(messages);
  const after = greeting ? messages.filter((one) => one.seq > 0 && one.seq <= greeting.after).length - 1 : -1;
  const start = greeting && (
    <Start key="start" client={client} greeting={greeting} texts={texts} isOver={messages.length > after + 1} />
  );
  let day = "";
  return (
    <div ref={list} class="log" role="log" aria-live="polite" aria-label={texts.say("log")} tabIndex={0} onScroll={onScroll}>
      {!greeting && <p class="line">{texts.say("greeting")}</p>}
      {after < 0 && start}
      {messages.map((message, at) => {
        const itsDay = dayOf(message.at, texts);
        const isNewDay = itsDay !== day;
        day = itsDay;
        return (
          <>
            {isNewDay && <p key={`day:${itsDay}`} class="line day">{itsDay}</p>}
            <Row key={message.cid} client={client} message={message} texts={texts} isLast={isLastOwn(messages, at)} turns={turns} />
            {at === after && start}
          </>
        );
      })}
      {thread.typing && <p class="line typing">{texts.say("typing")}</p>}
    </div>
  );
}

interface RowProps {
  client: Client;
  message: Message;
  texts: Texts;
  isLast: boolean;
  turns: Turns;
}

function Row({ client, message, texts, isLast, turns }: RowProps) {
  if (!isSpoken(message)) {
    const line = systemLine(message, texts);
    return line ? <p class="line">{line}</p> : null;
  }
  const { body, cid } = message;
  const { kind, name } = message.sender;
  const isMine = kind === "customer";
  const who = isMine ? texts.say("you") : name || texts.say(kind === "bot" ? "bot" : "staff");
  return (
    <article class={isMine ? "message is-mine" : "message"} data-cid={message.cid} data-state={message.state}>
      <span class={isMine ? "unseen" : "who"}>{who}</span>
      {message.type === "card" ? (
        <Card client={client} body={body} isActive={kind !== "bot" || turns.active === cid} />
      ) : (
        <Words text={String(body.text ?? "")} />
      )}
      {!isMine && <Extras client={client} body={body} texts={texts} />}
      {!isMine && message.type !== "card" && (
        <Choices client={client} body={body} texts={texts} isActive={turns.active === cid} chosen={turns.chosen.get(cid)} />
      )}
      {turns.asks === cid && <Helpful client={client} decision={String(body.ask_helpful)} texts={texts} />}
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
