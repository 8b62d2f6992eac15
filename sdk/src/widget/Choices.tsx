import type { Client } from "../core";
import type { Body } from "../core/link";
import type { Texts } from "./texts";
import { parts } from "./turns";

interface ChoicesProps {
  client: Client;
  body: Body;
  texts: Texts;
  isActive: boolean;
  chosen: string | undefined;
}

/** Buttons and quick replies of the bot. Old ones rest: an answer to an older question would puzzle both. */
export function Choices({ client, body, texts, isActive, chosen }: ChoicesProps) {
  const all = [...parts(body, "buttons"), ...parts(body, "quick_replies")];
  if (!all.length) return null;
  return (
    <div class="chips" role="group" aria-label={texts.say("choices")}>
      {all.map(({ label, tap }, at) => {
        const words = String(label);
        const isChosen = words === chosen;
        return (
          <button
            key={at}
            type="button"
            class={isChosen ? "chip is-chosen" : "chip"}
            disabled={!isActive}
            aria-pressed={isChosen}
            onClick={() => client.send(words, tap ? { tap } : {})}
          >
            {words}
          </button>
        );
      })}
    </div>
  );
}
