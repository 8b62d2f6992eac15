/** The whole of one response on the screen: a page of questions, or its end. */
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Question as Asked } from "./engine";
import { Ended } from "./Ended";
import { Question } from "./Question";
import { belongs, type Session } from "./session";
import { isRightToLeft, sayIn } from "./texts";
import { Tools } from "./Tools";

export interface SurveyOf {
  session: Session;
  /** In the widget there is no address bar and no room for tools. */
  isSmall?: boolean;
}

export function Survey({ session, isSmall = false }: SurveyOf) {
  const { place, language } = session;
  const say = sayIn(language);
  const sight = session.sight();
  const page = session.isShut ? null : sight.page;
  const root = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  const asked = useMemo(() => questionsOf(session), [place.form]);
  const faulty = page ? Object.keys(sight.problems).filter((key) => belongs(key, page)).length : 0;
  const showsFaults = session.tries > 0 && faulty > 0;
  const key = page ? page.key || "all" : place.state;
  useEffect(() => {
    if (!isFirst.current) (top.current?.focus({ preventScroll: true }), top.current?.scrollIntoView({ block: "start" }));
    isFirst.current = false;
  }, [key]);
  useLayoutEffect(() => {
    if (showsFaults) focusFault(root.current);
  }, [session.tries]);
  if (!page) return <Ended session={session} say={say} heading={top} />;
  const verb = session.isCorrecting ? "save" : place.is_last ? "finish" : "next";
  const isRequired = (view: { required: boolean }) => view.required;
  return (
    <div class="survey" ref={root} lang={language} dir={isRightToLeft(language) ? "rtl" : "ltr"}>
      {!isSmall && <Tools session={session} say={say} />}
      <h1 ref={top} tabIndex={-1} class="name">{sight.title}</h1>
      <progress class="progress" max={1} value={place.progress} aria-label={say("progress")} />
      <Notices session={session} faulty={showsFaults ? faulty : 0} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void session.next();
        }}
      >
        {page.title && <h2 class="page-title">{page.title}</h2>}
        {page.questions.map((view) => (
          <Question
            key={view.key} view={view} asked={asked.get(view.id) as Asked} store={session} session={session} sight={sight} say={say}
            showsFaults={showsFaults} prefix="q-"
          />
        ))}
        {page.questions.some(isRequired) && <p class="hint">* {say("required")}</p>}
        <div class="steps">
          {place.may_go_back && <button type="button" class="button" disabled={session.isMoving} onClick={() => void session.back()}>{say("back")}</button>}
          <button type="submit" class="button is-main" disabled={session.isMoving}>{session.isMoving ? say("sending") : say(verb)}</button>
        </div>
      </form>
    </div>
  );
}

function Notices({ session, faulty }: { session: Session; faulty: number }) {
  const say = sayIn(session.language);
  return (
    <>
      <p class={session.isOffline ? "notice" : "unseen"} role="status">{session.isOffline ? say("offline") : ""}</p>
      <p class={session.trouble ? "notice" : "unseen"} role="status">{session.trouble === "stale" || session.trouble === "refused" ? say(session.trouble) : ""}</p>
      <p class={faulty ? "notice is-bad" : "unseen"} role="alert">{faulty ? say(faulty > 1 ? "faults" : "fault", { n: faulty }) : ""}</p>
    </>
  );
}

function questionsOf(session: Session): Map<string, Asked> {
  return new Map((session.place.form?.pages ?? []).flatMap((page) => page.questions ?? []).map((one) => [one.id, one]));
}

function focusFault(root: HTMLElement | null): void {
  const question = root?.querySelector(".is-faulty");
  const input = question?.querySelector<HTMLElement>("input:not(:disabled), select, textarea, button:not(:disabled)");
  input?.focus({ preventScroll: true });
  question?.scrollIntoView({ block: "center" });
}
