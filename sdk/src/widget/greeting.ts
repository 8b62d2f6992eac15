/** What the bot offers on this page before anything is typed. Without a bot there is none, and all is as it was. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../core";
import { type Body, isRefusal } from "../core/link";
import { localeOf } from "./locale";

export interface MenuItem {
  id: string;
  label: string;
  kind: string;
  url?: string;
  tap?: Body;
  children?: MenuItem[];
}

export interface Greeting {
  on: boolean;
  name: string;
  text: string;
  menu: MenuItem[];
  suggestions: { label: string; tap: Body }[];
  /** The number of the newest message when it was offered; the offer stands behind it. */
  after: number;
}

const RECENT = 600_000;

/** Asks once for each page, when the panel is open and the link is too. */
export function useGreeting(client: Client, isOpen: boolean): Greeting | undefined {
  const [greeting, setGreeting] = useState<Greeting>();
  const asked = useRef("");
  const { thread, settings } = client;
  const isLinked = thread.state === "open";
  useEffect(() => {
    const url = settings.pageUrl ?? location.href;
    if (!isOpen || !isLinked || asked.current === url) return;
    asked.current = url;
    const title = settings.pageTitle ?? document.title;
    const wish = { language: localeOf(client), page: new URL(url).pathname, url: url.slice(0, 2000), title: title.slice(0, 300) };
    thread.connection.call("bot.greeting", wish).then(
      (answer) => setGreeting(read(answer, client)),
      // An older server knows no bot; a cut asks again.
      (error: unknown) => void (isRefusal(error) || (asked.current = "")),
    );
  }, [isOpen, isLinked, location.href]);
  return greeting?.on ? greeting : undefined;
}

function read(answer: Body, client: Client): Greeting {
  const list = (name: string) => (Array.isArray(answer[name]) ? answer[name] : []) as never[];
  const { messages } = client.thread;
  const last = messages.at(-1);
  // In the middle of a talk nobody wants to be greeted again.
  const isTalking = !!last && last.body.event !== "conversation.resolved" && Date.now() - Date.parse(last.at) < RECENT;
  return {
    on: answer.on === true,
    name: String(answer.name ?? ""),
    text: String(answer.text ?? ""),
    menu: list("menu"),
    suggestions: list("suggestions").slice(0, 3),
    after: isTalking ? 0 : messages.reduce((top, one) => Math.max(top, one.seq), 0),
  };
}
