/** A survey in the page of the business: the first question in a small window, the rest in the same place. */
import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Client } from "../core";
import { isRefusal } from "../core/link";
import formCss from "../form/form.css";
import { LookingDoor, type Place, Refused } from "../form/place";
import { Session } from "../form/session";
import { Survey } from "../form/Survey";
import { sayIn } from "../form/texts";
import { lookOf } from "../form/theme";
import type { Wanted } from "./asking";
import { localeOf } from "./locale";
import css from "./prompt.css";

/** The form's colours hang on the root of a page; in a shadow tree that is its host. */
const hosted = (sheet: string) => sheet.replace(/:root\[(.+?)\]/g, ":host([$1])").replace(/:root/g, ":host").replace(/^body/m, ".window");

export async function mountPrompt(client: Client, wanted: Wanted, done: () => void): Promise<void> {
  const { connection } = client.thread;
  let place: Place;
  const door = new LookingDoor(client.host, wanted.token, () => begun(client, wanted.token));
  try {
    const language = localeOf(client);
    place = (await connection.call("survey.look", { token: wanted.token, language })) as unknown as Place;
  } catch {
    return done();
  }
  if (!place.page) return done();
  const host = document.createElement("feilun-survey");
  const root = host.attachShadow({ mode: "open" });
  const look = lookOf(place.theme, client.settings.theme ?? "", ":host");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${hosted(formCss)}${css}${look.rules.replace(/:host\[(.+?)\]/g, ":host([$1])")}`);
  root.adoptedStyleSheets = [sheet];
  host.dataset.theme = look.mode;
  host.lang = place.language;
  placeOf(wanted).append(host);
  const close = () => {
    if (session.place.page) {
      void session.stay();
      void connection.call("survey.dismiss", { token: wanted.token }).catch(() => undefined);
    }
    session.stop();
    render(null, root);
    host.remove();
    for (const off of offs) off();
    done();
  };
  let waiting = false;
  const draw = () => {
    // With her first answer, not with the save of it: she may leave the page before that.
    if (Object.keys(session.draft).length) door.opening().catch(() => undefined);
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      if (host.isConnected) render(<Window session={session} layout={wanted.layout} title={wanted.title} close={close} />, root);
    });
  };
  const session = new Session(door, place, draw);
  // Whoever begins to talk is not asked at the same time; afterwards it stands where she left it.
  const offs = [client.on("open", () => (host.hidden = true)), client.on("close", () => (host.hidden = false))];
  draw();
}

/** Opens her response by the token of the invitation; its own token. */
async function begun(client: Client, token: string): Promise<string> {
  try {
    return String((await client.thread.connection.call("survey.open", { token })).token);
  } catch (error) {
    // The server's own no: the survey was paused or closed, or the invitation has run out while she looked at it.
    throw isRefusal(error) && !error.passing ? new Refused(410, "invitation_over") : error;
  }
}

/** Inline goes where the page has made room, and is a popover where it has not. */
function placeOf(wanted: Wanted): Element {
  return (wanted.layout === "inline" && document.querySelector("[data-feilun-survey]")) || document.body;
}

interface WindowOf {
  session: Session;
  layout: Wanted["layout"];
  title: string;
  close(): void;
}

function Window({ session, layout, title, close }: WindowOf) {
  const say = sayIn(session.language);
  const box = useRef<HTMLDialogElement>(null);
  const isModal = layout === "modal";
  useEffect(() => {
    if (isModal) box.current?.showModal();
  }, []);
  return (
    <dialog
      // A window that nobody asked for does not take the focus from what she is doing; a modal one must.
      ref={box} open={isModal ? undefined : true} class={`window is-${layout}`} aria-label={title || session.place.title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.isComposing) close();
      }}
    >
      <button type="button" class="shut" aria-label={say("close")} onClick={close}>✕</button>
      <Survey session={session} isSmall />
    </dialog>
  );
}
