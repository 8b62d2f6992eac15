/** Where each question stands in a form, and which pages are walked together. */
import type { End, Form, Group, Option, Page, Question, Repeat, Variable } from "./types";

export const MOST_TURNS = 100;

/** Pages that are walked together: one page, or the pages of a group. */
export interface Section {
  name: string;
  pages: Page[];
  group: Group | undefined;
  repeat: Repeat | null | undefined;
}

export interface Place {
  question: Question;
  section: number;
  panel: Question | undefined;
}

export class Index {
  readonly sections: Section[] = [];
  readonly places = new Map<string, Place>();
  readonly sectionOfPage = new Map<string, number>();
  readonly ends: Map<string, End>;
  readonly variables: Map<string, Variable>;

  constructor(readonly form: Form) {
    this.ends = new Map((form.ends ?? []).map((end) => [end.id, end]));
    this.variables = new Map((form.variables ?? []).map((one) => [one.id, one]));
    const groups = new Map((form.groups ?? []).map((group) => [group.id, group]));
    for (const page of form.pages) this.add(page, groups.get(page.group ?? ""));
  }

  private add(page: Page, group: Group | undefined): void {
    const last = this.sections[this.sections.length - 1];
    if (group && last?.group === group) last.pages.push(page);
    else this.sections.push({ name: (group ?? page).id, pages: [page], group, repeat: (group ?? page).repeat });
    const section = this.sections.length - 1;
    this.sectionOfPage.set(page.id, section);
    for (const question of page.questions ?? []) {
      this.places.set(question.id, { question, section, panel: undefined });
      for (const inner of question.questions ?? []) this.places.set(inner.id, { question: inner, section, panel: question });
    }
  }

  /** Whether a question is asked once for each turn of a loop. */
  repeats(question: string): boolean {
    const place = this.places.get(question);
    return place !== undefined && !!this.sections[place.section]?.repeat;
  }
}

/** Whether an option keeps its place in a shuffle. */
export const anchored = (option: Option): boolean => !!(option.fixed || option.other || option.exclusive);
