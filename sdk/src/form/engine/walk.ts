/** The walk through a form: pure, the same for the same answers and seed, in the browser and on the server. */
import { ask, isUnseen, prefill } from "./ask";
import { carried } from "./choose";
import { evaluate, known } from "./expressions";
import { Index, MOST_TURNS, type Section } from "./form-index";
import { picked, reorder } from "./shuffle";
import { State, type Turn } from "./state";
import { languageOf } from "./texts";
import type { Answers, EndKind, Form, Page, PageView, QuestionView, Walk } from "./types";

export interface Circumstances {
  /** 32 bits, fixed per response. */
  seed: number;
  given?: { [name: string]: unknown };
  language?: string;
  /** Keys of the pages she has left; without it she leaves every page that has no faults. */
  passed?: string[] | null;
  /** Ids of the quotas that are full. */
  full?: string[];
}

/** Where a respondent with these answers stands. Never fails on answers, however odd. */
export function walk(form: Form, answers: Answers, about: Circumstances): Walk {
  return new Walker(new Index(form), answers, about).go();
}

class Walker {
  private readonly state: State;
  private readonly pages: PageView[] = [];
  private page: PageView | null = null;
  private end = "";
  private target = "";
  private progress = 0;

  constructor(
    private readonly index: Index,
    answers: Answers,
    private readonly about: Circumstances,
  ) {
    const { form } = index;
    const raw = new Map(Object.entries(answers).filter(([key]) => !key.includes("[")));
    const language = languageOf(about.language ?? "", form.languages);
    this.state = new State(index, raw, about.seed, about.given ?? {}, language, new Set(about.full ?? []));
    for (const variable of form.variables ?? []) this.state.assigned.set(variable.id, known(variable.value));
    if (this.state.keeps) this.prefill();
  }

  private prefill(): void {
    for (const key of [...this.state.raw.keys()]) {
      const place = this.index.places.get(key.split("@")[0] as string);
      if (place && !place.panel && !key.includes(".")) prefill(this.state, place.question, key);
    }
  }

  go(): Walk {
    let before = 0;
    for (const [number, section] of this.index.sections.entries()) {
      if (!this.target || section.pages.some((page) => page.id === this.target)) this.section(number, section, before);
      before += section.pages.length;
      if (this.page || this.end) break;
    }
    if (!this.page && !this.end) this.end = this.lastEnd();
    return this.result();
  }

  private section(number: number, section: Section, before: number): void {
    this.state.move(number, null);
    if (section.group && !this.state.holds(section.group.shown_if)) {
      this.target = "";
      return;
    }
    const pages = this.order(section);
    const turns = this.turns(section);
    if (!turns.length) this.target = "";
    this.state.turns.set(number, turns.flatMap((turn) => (turn ? [turn.code] : [])));
    for (const [count, turn] of turns.entries()) {
      this.state.move(number, turn);
      const start = before + section.pages.length * (count / turns.length);
      if (!this.turn(pages, turn, start, section.pages.length / turns.length)) break;
    }
    this.state.move(-1, null);
  }

  /** Whether the section goes on with the next turn. */
  private turn(pages: Page[], turn: Turn | null, start: number, width: number): boolean {
    for (const [place, page] of pages.entries()) {
      const ahead = pages.slice(place).some((one) => one.id === this.target);
      if (this.target && this.target !== page.id && ahead) continue;
      this.target = "";
      if (!this.state.holds(page.shown_if)) continue;
      this.progress = (start + width * (place / pages.length)) / this.index.form.pages.length;
      this.visit(page, turn);
      if (this.page || this.end) return false;
      if (this.leave(page, pages.slice(place + 1).map((one) => one.id))) return false;
    }
    this.target = "";
    return true;
  }

  private order(section: Section): Page[] {
    const { group, pages, name } = section;
    if (!group) return pages;
    const loose = pages.map(() => false);
    const drawn = picked(pages, loose, group.pick ?? 0, this.about.seed, `${name}/pages`);
    return reorder(drawn, loose.slice(0, drawn.length), group.shuffle ?? "none", this.about.seed, `${name}/pages`);
  }

  private turns(section: Section): (Turn | null)[] {
    const { repeat } = section;
    if (!repeat) return [null];
    const most = Math.max(0, Math.min(repeat.most ?? 20, MOST_TURNS));
    let found: [string, string][];
    if (repeat.times != null) {
      const times = evaluate(repeat.times, this.state);
      const count = typeof times === "number" ? Math.floor(Math.min(Math.max(times, 0), most)) : 0;
      found = Array.from({ length: count }, (_, place) => [String(place + 1), String(place + 1)]);
    } else {
      const views = carried(this.state, { question: repeat.question ?? "", which: repeat.which ?? "chosen" });
      found = views.slice(0, most).map((view) => [view.code, view.label]);
    }
    const loose = found.map(() => false);
    const order = reorder(found, loose, repeat.shuffle ?? "none", this.about.seed, `${section.name}/turns`);
    return order.map(([code, label], place) => ({ code, label, number: place + 1 }));
  }

  /** Puts the questions of a page; the walk stops here where it is not passed or has faults. */
  private visit(page: Page, turn: Turn | null): void {
    const suffix = turn ? `@${turn.code}` : "";
    const key = page.id + suffix;
    const questions = page.questions ?? [];
    const stays = (listed: typeof questions) => listed.map((one) => one.kind === "html" || isUnseen(one));
    const shown = picked(questions, stays(questions), page.pick ?? 0, this.about.seed, key);
    const views = new Map<string, QuestionView>();
    for (const question of shown) {
      const view = ask(this.state, question, question.id + suffix);
      if (view) views.set(question.id, view);
    }
    if (!views.size) return;
    const order = reorder(shown, stays(shown), page.shuffle ?? "none", this.about.seed, key);
    const listed = order.flatMap((question) => views.get(question.id) ?? []);
    const view = { key, page: page.id, item: turn?.code ?? "", title: this.state.say(page.title), questions: listed };
    this.pages.push(view);
    const { passed } = this.about;
    if (listed.some((one) => this.isFaulty(one)) || (passed != null && !passed.includes(key))) this.page = view;
  }

  private isFaulty(view: QuestionView): boolean {
    return this.state.problems.has(view.key) || view.entries.some((entry) => entry.some((one) => this.isFaulty(one)));
  }

  /** Sets variables, looks at quotas, then jumps. Whether the section is left. */
  private leave(page: Page, later: string[]): boolean {
    const { state } = this;
    for (const one of page.set ?? []) {
      if (state.holds(one.when)) state.assign(one.variable, evaluate(one.to, state));
    }
    for (const quota of this.index.form.quotas ?? []) {
      if (state.full(quota.id) && state.holds(quota.when)) {
        this.end = quota.full || this.endOf("full");
        return true;
      }
    }
    for (const jump of page.next ?? []) {
      if (!this.leads(jump.to, later) || !state.holds(jump.when)) continue;
      if (this.index.ends.has(jump.to)) {
        this.end = jump.to;
        return true;
      }
      this.target = jump.to;
      return !later.includes(jump.to);
    }
    return false;
  }

  /** A jump goes forward or to an end; any other is passed over, so that every walk comes to an end. */
  private leads(to: string, later: string[]): boolean {
    return this.index.ends.has(to) || later.includes(to) || (this.index.sectionOfPage.get(to) ?? -1) > this.state.here;
  }

  private endOf(kind: EndKind): string {
    return (this.index.form.ends ?? []).find((end) => (end.kind ?? "done") === kind)?.id ?? kind;
  }

  private lastEnd(): string {
    const done = (this.index.form.ends ?? []).filter((end) => (end.kind ?? "done") === "done");
    return done.find((end) => this.state.holds(end.when))?.id ?? "done";
  }

  private result(): Walk {
    const { state } = this;
    state.move(-1, null);
    const names = (this.index.form.variables ?? []).map((one) => one.id);
    return {
      language: state.language,
      pages: this.pages,
      page: this.page,
      end: this.end,
      kind: this.kind(),
      problems: Object.fromEntries(state.problems),
      variables: Object.fromEntries(names.map((name) => [name, state.variable(name)])),
      answers: Object.fromEntries(state.kept),
      progress: this.end ? 1 : this.progress,
      cells: (this.index.form.quotas ?? []).filter((quota) => state.holds(quota.when)).map((quota) => quota.id),
    };
  }

  private kind(): "" | EndKind {
    if (!this.end) return "";
    const end = this.index.ends.get(this.end);
    if (end) return end.kind ?? "done";
    return this.end === "full" ? "full" : "done";
  }
}
