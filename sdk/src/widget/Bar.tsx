import { useState } from "preact/hooks";
import type { Client } from "../core";
import { isRefusal } from "../core/link";
import type { Greeting } from "./greeting";
import { MenuIcon, PersonIcon } from "./icons";
import { Menu } from "./Menu";
import { useQueue } from "./queue";
import type { Texts } from "./texts";
import { standingOf } from "./turns";

interface BarProps {
  client: Client;
  greeting: Greeting;
  texts: Texts;
  hasMenu: boolean;
}

/** Above the composer: the menu, a person, or the place in the queue. Only where a bot is on. */
export function Bar({ client, greeting, texts, hasMenu }: BarProps) {
  const [isShown, setShown] = useState(false);
  const standing = standingOf(client.thread.messages);
  const place = useQueue(client, standing === "waiting");
  if (standing === "agent") return null;
  const call = (method: string) => client.thread.connection.call(method, { language: texts.locale });
  // Without a link the wish waits in the outbox, as a tap that the bot understands.
  const ask = () =>
    void call("conversation.person").catch(
      (error: unknown) => isRefusal(error) || client.send(texts.say("person"), { tap: { kind: "person", id: "" } }),
    );
  return (
    <div class="bar">
      {isShown && hasMenu && <Menu client={client} items={greeting.menu} texts={texts} onTaken={() => setShown(false)} />}
      <div class="row">
        {hasMenu && (
          <button type="button" class="chip" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
            <MenuIcon /> {texts.say("menu")}
          </button>
        )}
        {standing === "waiting" ? (
          <>
            <span class="queue" role="status">
              {place.position ? texts.say("position", { number: place.position }) : texts.say("soon")}
              {place.minutes ? ` · ${texts.say("minutes", { number: place.minutes })}` : ""}
            </span>
            <button type="button" class="chip" onClick={() => void call("conversation.leave").catch(() => undefined)}>
              {texts.say("leave")}
            </button>
          </>
        ) : (
          standing !== "offline" && (
            <button type="button" class="chip" onClick={ask}>
              <PersonIcon /> {texts.say("person")}
            </button>
          )
        )}
      </div>
    </div>
  );
}
