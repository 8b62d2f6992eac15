/** After the last page: thanks, or why not she; where she may go from there. */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Session } from "./session";
import { isRightToLeft, type Say, type Word } from "./texts";

const SECONDS = 4;

export function Ended({ session, say, heading }: { session: Session; say: Say; heading: RefObject<HTMLHeadingElement | null> }) {
  const { place, trouble, language, isShut } = session;
  const kind = isShut ? trouble : (place.end?.kind ?? "done");
  const target = isShut ? "" : safe(place.end?.redirect);
  useEffect(() => {
    if (!target || place.may_correct || window.parent !== window) return;
    const clock = setTimeout(() => location.assign(target), SECONDS * 1000);
    return () => clearTimeout(clock);
  }, [target]);
  const isStranded = !place.end && !isShut;
  return (
    <div class="survey is-end" lang={language} dir={isRightToLeft(language) ? "rtl" : "ltr"}>
      <p class={`seal is-${kind}`} aria-hidden="true">{kind === "done" ? "✓" : "—"}</p>
      <h1 ref={heading} tabIndex={-1} class="name">{say(isStranded ? "nothing" : (`${kind}_title` as Word))}</h1>
      {!isStranded && <p class="end-text" role="status">{(isShut ? "" : place.end?.text) || say(kind as Word)}</p>}
      {isStranded && <button type="button" class="button is-main" disabled={session.isMoving} onClick={() => void session.next()}>{say("finish")}</button>}
      {target && (
        <p>
          <a class="button is-main" href={target} rel="noreferrer" target={window.parent === window ? undefined : "_top"}>{say("onward")}</a>
          {!place.may_correct && window.parent === window && <small class="hint">{say("onward_soon")}</small>}
        </p>
      )}
      {place.may_correct && !isShut && <button type="button" class="button" onClick={() => session.correct()}>{say("change")}</button>}
    </div>
  );
}

/** Only a web address: a form's owner is trusted with a page to go to, not with a script in ours. */
function safe(address: string | undefined): string {
  return address && /^(https?:\/\/|\/(?![/\\]))/i.test(address) ? address : "";
}
