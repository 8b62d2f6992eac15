/** Above the questions: the language, and how to go on elsewhere. */
import { useState } from "preact/hooks";
import type { Session } from "./session";
import type { Say } from "./texts";

const NAMES: { [language: string]: string } = { "zh-CN": "简体中文", "zh-TW": "繁體中文", en: "English" };

export function nameOf(language: string): string {
  if (NAMES[language]) return NAMES[language];
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}

export function Tools({ session, say }: { session: Session; say: Say }) {
  const { languages, token } = session.place;
  const [copied, setCopied] = useState(false);
  const link = `${location.origin}/survey/${token}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      // The link stands beside the button and can be copied by hand.
    }
  };
  return (
    <div class="tools">
      <details class="elsewhere">
        <summary>{say("elsewhere")}</summary>
        <p class="hint">{say("elsewhere_help")}</p>
        <div class="row">
          <input class="box grow" readOnly value={link} aria-label={say("elsewhere")} onFocus={(event) => event.currentTarget.select()} />
          <button type="button" class="button" onClick={() => void copy()}>{say(copied ? "copied" : "copy")}</button>
        </div>
      </details>
      {languages.length > 1 && (
        <select class="box language" aria-label={say("language")} value={session.language} onChange={(event) => void session.speak(event.currentTarget.value)}>
          {languages.map((one) => <option key={one} value={one} lang={one}>{nameOf(one)}</option>)}
        </select>
      )}
    </div>
  );
}
