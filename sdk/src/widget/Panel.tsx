import { useEffect, useRef } from "preact/hooks";
import type { Client } from "../core";
import { Bar } from "./Bar";
import { Composer } from "./Composer";
import { Frame } from "./Frame";
import { useGreeting } from "./greeting";
import { CloseIcon } from "./icons";
import { Log } from "./Log";
import { Rating } from "./Rating";
import { useThread } from "./state";
import type { Texts } from "./texts";
import { standingOf } from "./turns";

export interface PanelProps {
  client: Client;
  texts: Texts;
  isOpen: boolean;
  /** The stand-alone page is the panel alone: nothing to close. */
  isPage?: boolean;
}

export function Panel(props: PanelProps) {
  const { client, texts, isOpen, isPage } = props;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isOpen && !isPage) box.current?.querySelector<HTMLElement>("textarea, iframe")?.focus();
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.isComposing && !isPage) client.close();
  };
  return (
    <section
      ref={box}
      class={isPage ? "panel is-page" : "panel"}
      role={isPage ? "main" : "dialog"}
      aria-label={texts.say("title")}
      hidden={!isOpen}
      onKeyDown={onKeyDown}
    >
      {client.settings.mode === "iframe" ? <Frame {...props} /> : <Chat {...props} />}
    </section>
  );
}

function Chat({ client, texts, isOpen, isPage }: PanelProps) {
  const thread = useThread(client);
  useEffect(() => {
    if (isOpen && document.visibilityState === "visible") thread.read();
  });
  const state = thread.state;
  const greeting = useGreeting(client, isOpen);
  const hasSpoken = thread.messages.some((one) => one.seq > (greeting?.after ?? 0) || !one.seq);
  // With a bot the name follows who speaks; without one it is the last person's.
  const isPerson = !greeting || standingOf(thread.messages) === "agent";
  const staff = isPerson && [...thread.messages].reverse().find((one) => one.sender.kind === "staff")?.sender.name;
  return (
    <>
      <header class="head">
        <div>
          <h2>{staff || greeting?.name || texts.say("title")}</h2>
          <p class={`presence is-${state}`}>
            {texts.say(state === "open" ? "online" : state === "refused" ? "refused" : "connecting")}
          </p>
        </div>
        {!isPage && (
          <button type="button" class="icon" aria-label={texts.say("close")} onClick={() => client.close()}>
            <CloseIcon />
          </button>
        )}
      </header>
      {(state === "offline" || state === "refused") && (
        <p class="banner" role="status">
          {texts.say(state)}
        </p>
      )}
      <Log client={client} thread={thread} texts={texts} isOpen={isOpen} greeting={greeting} />
      <Rating thread={thread} texts={texts} />
      {greeting && <Bar client={client} greeting={greeting} texts={texts} hasMenu={hasSpoken && greeting.menu.length > 0} />}
      <Composer client={client} texts={texts} />
    </>
  );
}
