import type { Client } from "../core";
import type { Greeting } from "./greeting";
import { Menu } from "./Menu";
import type { Texts } from "./texts";
import { Words } from "./Words";

interface StartProps {
  client: Client;
  greeting: Greeting;
  texts: Texts;
  /** Something was said after it: the words stay, the offers have had their time. */
  isOver: boolean;
}

/** How the bot opens: its words, what she most probably wants, and the menu. */
export function Start({ client, greeting, texts, isOver }: StartProps) {
  const { name, text, suggestions, menu } = greeting;
  return (
    <section class="start">
      <div class="message">
        <span class="who">{name || texts.say("bot")}</span>
        <Words text={text || texts.say("greeting")} />
      </div>
      {!isOver && suggestions.length > 0 && (
        <div class="chips" role="group" aria-label={texts.say("suggestions")}>
          {suggestions.map(({ label, tap }) => (
            <button key={label} type="button" class="chip" onClick={() => client.send(label, { tap })}>
              {label}
            </button>
          ))}
        </div>
      )}
      {!isOver && menu.length > 0 && <Menu client={client} items={menu} texts={texts} onTaken={() => undefined} />}
    </section>
  );
}
