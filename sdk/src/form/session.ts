/**
 * One response being answered. The engine here shows at once what the answers change; the server decides every page.
 * Saves go one after another, each kept word for word until it is acknowledged, so a cut neither loses nor doubles one.
 */
import { type Answers, type Fault, isMany, type PageView, type Question, type QuestionView, type Value, walk } from "./engine";
import { forget, keep, keptOf } from "./keeping";
import { type Door, type Place, Refused } from "./place";

export type Move = "next" | "back" | "stay" | "correct";
export type Trouble = "" | "stale" | "closed" | "gone" | "refused";
/** What is shown now: a page with the faults of its answers. */
export interface Sight {
  page: PageView | null;
  problems: { [key: string]: Fault[] };
  title: string;
}

const IDLE = 4000;

export class Session {
  draft: Answers = {};
  language: string;
  isOffline = false;
  isMoving = false;
  isCorrecting = false;
  trouble: Trouble = "";
  /** Counts the tries to leave this page; after the first its faults are shown. */
  tries = 0;
  /** What the link she came by has chosen: shown as chosen, and no answer before she does something herself. */
  private offered: Answers = {};
  private pending = "";
  private sending: Promise<void> = Promise.resolve();
  private idle = 0;
  private seen = "";
  private wake = () => {};

  constructor(
    readonly door: Door,
    public place: Place,
    private readonly changed: () => void,
  ) {
    this.language = place.language;
    const kept = keptOf(place.token);
    if (kept && place.page && kept.page === place.page.key) this.draft = kept.draft;
    if (kept?.pending) {
      this.pending = kept.pending;
      this.isMoving = moveOf(kept.pending) !== "stay";
      void this.queue(() => this.deliver(false)).then(() => this.settle());
    }
    this.seen = place.page?.key ?? "";
    addEventListener("online", this.online);
    document.addEventListener("visibilitychange", this.hidden);
  }

  stop(): void {
    removeEventListener("online", this.online);
    document.removeEventListener("visibilitychange", this.hidden);
    clearTimeout(this.idle);
  }

  /** Nothing can be answered here any more, whatever page she is on. */
  get isShut(): boolean {
    return this.trouble === "closed" || this.trouble === "gone";
  }

  get answers(): Answers {
    return { ...this.place.answers, ...this.offered, ...this.draft };
  }

  get(key: string): unknown {
    return this.answers[key];
  }

  /** The code of an option of the first question, from the address. Programs open links too, so nothing is kept of it yet. */
  offer(code: string): void {
    const { form, page, passed } = this.place;
    const [view] = page?.questions ?? [];
    if (!code || !form || !view || passed.length || (this.get(view.key) ?? null) !== null) return;
    const asked = form.pages.flatMap((one) => one.questions ?? []).find((one) => one.id === view.id);
    const value = asked ? pressed(asked, view, code) : null;
    if (value === null) return;
    this.offered = { [view.key]: value };
    if (view.key in this.sight().problems) this.offered = {};
  }

  set(key: string, value: unknown): void {
    if (this.isMoving) return;
    this.draft = { ...this.draft, [key]: value ?? null };
    this.remember();
    clearTimeout(this.idle);
    this.idle = window.setTimeout(() => void this.stay(), IDLE);
    this.changed();
  }

  sight(): Sight {
    const { place } = this;
    if (!place.form) return { page: place.page, problems: place.problems, title: place.title };
    const found = walk(place.form, withoutNulls(this.answers), {
      seed: place.seed, given: place.given, language: this.language, full: place.full,
      passed: this.isCorrecting ? null : place.passed,
    });
    const title = place.form.title?.[this.language] ?? place.title;
    if (this.isCorrecting) return { page: whole(found.pages), problems: found.problems, title };
    const page = found.pages.find((one) => one.key === place.page?.key) ?? place.page;
    return { page, problems: found.problems, title };
  }

  /** Goes on where nothing here speaks against it. Whether it was tried. */
  async next(): Promise<boolean> {
    if (this.isMoving) return true;
    const { page, problems } = this.sight();
    if (page && Object.keys(problems).some((key) => belongs(key, page))) {
      this.tries += 1;
      this.changed();
      return false;
    }
    await this.move(this.isCorrecting ? "correct" : "next");
    return true;
  }

  async back(): Promise<void> {
    if (!this.isMoving && this.place.may_go_back) await this.move("back");
  }

  /** Keeps what was typed so far on the server too, for her other devices. */
  stay(leaving = false): Promise<void> {
    clearTimeout(this.idle);
    if (this.isMoving || this.pending || this.isCorrecting || !this.place.page || !this.isDirty) return Promise.resolve();
    return this.queue(async () => {
      if (!this.pending) this.write("stay");
      await this.deliver(leaving);
    });
  }

  correct(): void {
    this.isCorrecting = true;
    this.tries = 0;
    this.changed();
  }

  async speak(language: string): Promise<void> {
    this.language = language;
    this.changed();
    if (this.place.form) return;
    try {
      this.place = await this.door.resume(this.place.token, language);
    } catch {
      // The words on the screen stay as they are.
    }
    this.changed();
  }

  private get isDirty(): boolean {
    return Object.entries(this.draft).some(([key, value]) => !same(value ?? null, this.place.answers[key] ?? null));
  }

  private async move(move: Move): Promise<void> {
    this.isMoving = true;
    clearTimeout(this.idle);
    this.changed();
    await this.queue(async () => {
      this.write(move);
      await this.deliver(false);
    });
    this.settle();
  }

  private settle(): void {
    this.isMoving = false;
    this.changed();
  }

  private queue(work: () => Promise<void>): Promise<void> {
    this.sending = this.sending.then(work, work);
    return this.sending;
  }

  private write(move: Move): void {
    const { place } = this;
    const answers: Answers = {};
    for (const view of this.sight().page?.questions ?? []) {
      if (view.kind === "html") continue;
      for (const key of [view.key, `${view.key}.other`]) {
        const value = (this.get(key) ?? null) as Value;
        if (!same(value, place.answers[key] ?? null)) answers[key] = value;
      }
    }
    const page = this.isCorrecting ? "" : (place.page?.key ?? "");
    this.pending = JSON.stringify({ seq: place.seq + 1, page, answers, move, language: this.language });
    this.remember();
  }

  /** Tries until the server has said yes or no. */
  private async deliver(leaving: boolean): Promise<void> {
    for (let turn = 0; this.pending; turn++) {
      try {
        this.arrive(await this.door.save(this.place.token, this.pending, leaving && this.pending.length < 60_000));
      } catch (error) {
        if (error instanceof Refused) await this.refused(error);
        else await this.waitOffline(turn);
      }
    }
  }

  private arrive(place: Place): void {
    const said = JSON.parse(this.pending) as { answers: Answers; move: Move };
    this.pending = "";
    this.isOffline = false;
    this.trouble = "";
    this.take(place, said.answers);
    if (said.move === "correct") this.isCorrecting = false;
    if (said.move === "next" && place.page) this.tries += 1;
    this.changed();
  }

  /** Where the server says she is. What was typed since stays typed; what arrived is no draft any more. */
  private take(place: Place, arrived: Answers): void {
    if (place.token !== this.place.token) forget(this.place.token);
    this.place = place;
    this.offered = {};
    if ((place.page?.key ?? "") === this.seen && place.page) {
      const kept = Object.entries(this.draft).filter(([key, value]) => {
        return !(key in arrived && same(arrived[key], value)) || !same(value, place.answers[key] ?? null);
      });
      this.draft = Object.fromEntries(kept);
    } else {
      this.draft = {};
      this.tries = -1;
    }
    this.seen = place.page?.key ?? "";
    if (place.page) this.remember();
    else forget(place.token);
  }

  private async refused(error: Refused): Promise<void> {
    const pending = JSON.parse(this.pending) as { page: string; answers: Answers; move: Move };
    this.pending = "";
    if (error.status === 410 || error.status === 404) {
      this.trouble = error.status === 410 ? "closed" : "gone";
      return;
    }
    try {
      const place = await this.door.resume(this.place.token, this.language);
      const draft = place.page?.key === pending.page ? { ...pending.answers, ...this.draft } : {};
      this.trouble = error.code === "answers_stale" ? "stale" : error.code === "answers_over" ? "" : "refused";
      this.take(place, {});
      this.draft = draft;
      this.remember();
    } catch {
      this.pending = JSON.stringify(pending);
      await this.waitOffline(1);
    }
  }

  private waitOffline(turn: number): Promise<void> {
    this.isOffline = true;
    this.changed();
    return new Promise((go) => {
      const clock = setTimeout(go, Math.min(30_000, 1000 * 2 ** Math.min(turn, 5)) * (0.7 + Math.random() * 0.6));
      this.wake = () => (clearTimeout(clock), go());
    });
  }

  private remember(): void {
    keep(this.place.token, { page: this.seen, draft: this.draft, pending: this.pending });
  }

  private readonly online = () => this.wake();
  private readonly hidden = () => {
    if (document.visibilityState === "hidden") void this.stay(true);
  };
}

const moveOf = (body: string): Move => (JSON.parse(body) as { move: Move }).move;
const same = (one: unknown, two: unknown): boolean => JSON.stringify(one) === JSON.stringify(two);
const withoutNulls = (answers: Answers): Answers => Object.fromEntries(Object.entries(answers).filter(([, one]) => one !== null));

const SCALES = ["nps", "csat", "ces", "rating"];

/** The answer behind a code of a question that takes one press; null where it takes more, or has no such option. */
function pressed(question: Question, view: QuestionView, code: string): Value {
  if (SCALES.includes(view.kind)) return /^\d{1,2}$/.test(code) ? Number(code) : null;
  if (view.kind === "boolean") return code === "true" || code === "false" ? code === "true" : null;
  const isOne = ["single", "dropdown", "image_choice"].includes(view.kind) && !isMany(question);
  return isOne && view.options.some((one) => one.code === code) ? code : null;
}

/** Whether a fault is of this page: `kids[1].age` is of the panel `kids`. */
export function belongs(key: string, page: PageView): boolean {
  const top = key.split("[")[0] as string;
  return page.questions.some((one) => one.key === top);
}

/** All pages as one, for whoever corrects a finished response. */
function whole(pages: PageView[]): PageView | null {
  const [first] = pages;
  return first ? { ...first, key: "", title: "", questions: pages.flatMap((one) => one.questions) } : null;
}
