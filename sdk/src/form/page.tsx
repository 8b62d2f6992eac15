/** The page at /survey/TOKEN: opens or resumes the response behind the link, and shows it. */
import { render } from "preact";
import css from "./form.css";
import { respondentOf } from "./keeping";
import { Door, type Front, type Place, Refused } from "./place";
import { Session } from "./session";
import { Survey } from "./Survey";
import { isRightToLeft, sayIn, type Word } from "./texts";
import { lookOf } from "./theme";

const RESERVED = ["language", "theme", "channel", "first"];
const address = new URLSearchParams(location.search);
const key = location.pathname.split("/").filter(Boolean)[1] ?? "";
const door = new Door("");
const root = document.createElement("main");
let turns = 0;

function dress(theme: { [key: string]: unknown }): void {
  const look = lookOf(theme, address.get("theme") ?? "", ":root");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${css}${look.rules}`);
  document.adoptedStyleSheets = [sheet];
  document.documentElement.dataset.theme = look.mode;
}

function speak(language: string, title: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = isRightToLeft(language) ? "rtl" : "ltr";
  if (title) document.title = title;
}

function wished(): string {
  return address.get("language") ?? navigator.language;
}

function say(word: Word, titled: Word | "", front?: Front, again?: () => void): void {
  const language = front?.language ?? wished();
  const words = sayIn(language);
  speak(language, front?.title ?? words("survey"));
  render(
    <div class="survey is-end">
      {titled && <p class="seal" aria-hidden="true">—</p>}
      <h1 class="name" tabIndex={-1}>{titled ? words(titled) : (front?.title ?? words("survey"))}</h1>
      <p class="end-text" role="status">{words(word)}</p>
      {again && <button type="button" class="button" onClick={again}>{words("retry")}</button>}
    </div>,
    root,
  );
}

async function entered(): Promise<Place> {
  if (key.startsWith("rs")) return door.resume(key, address.get("language") ?? "");
  const given = Object.fromEntries([...address].filter(([name]) => !RESERVED.includes(name)));
  const channel = address.get("channel") ?? "link";
  return door.open(key, { respondent: respondentOf(key), language: wished(), given, channel, page: document.referrer.slice(0, 500) });
}

function begin(place: Place): void {
  dress(place.theme);
  const draw = () => {
    const sight = session.sight();
    speak(session.language, sight.title);
    guard(session);
    render(<Survey session={session} />, root);
    window.parent.postMessage({ feilun: "survey", state: session.place.state }, "*");
  };
  let asked = false;
  const later = () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => ((asked = false), draw()));
  };
  const session: Session = new Session(door, place, later);
  addEventListener("popstate", () => {
    if (session.place.may_go_back && !history.state?.feilun) void session.back();
  });
  session.offer(address.get("first") ?? "");
  draw();
}

/** One entry of the history stands between her and the page before the survey while there is a page to go back to. */
function guard(session: Session): void {
  if (session.place.may_go_back && !session.isMoving && !history.state?.feilun) history.pushState({ feilun: true }, "");
}

async function refused(error: Refused): Promise<void> {
  const front = await door.front(key, wished()).catch(() => undefined);
  if (front) dress(front.theme);
  if (error.status === 410) say("closed", "closed_title", front);
  else if (error.status === 409) say("paused", "paused_title", front);
  else say("gone", "gone_title");
}

async function start(): Promise<void> {
  try {
    begin(await entered());
  } catch (error) {
    if (error instanceof Refused) return refused(error);
    const clock = setTimeout(() => void start(), Math.min(30_000, 1000 * 2 ** Math.min(turns++, 5)));
    say("unreachable", "", undefined, () => (clearTimeout(clock), void start()));
  }
}

document.body.append(root);
dress({});
speak(wished(), "");
if (key) void start();
else say("gone", "gone_title");
