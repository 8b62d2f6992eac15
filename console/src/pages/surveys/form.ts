// What the editor does to a form. Every function gives a new form; nothing is changed in place.
import type { End, Form, Kind, Option, Page, Question, Quota, Words } from "@/pages/surveys/shapes";

/** What is looked at: the form itself, its ends and quotas, a page or a question. */
export type Chosen = { what: "form" } | { what: "ends" } | { what: "page"; id: string } | { what: "question"; id: string };

export const LANGUAGES = ["zh-CN", "zh-TW", "en"];

export function questionsOf(form: Form): Question[] {
  return form.pages.flatMap((page) => page.questions ?? []);
}

export function questionOf(form: Form, id: string): Question | undefined {
  return questionsOf(form).find((one) => one.id === id);
}

/** In the language, else in one of the same tongue (Chinese for Chinese), else in any. */
export function wordsIn(words: Words | undefined, language: string): string {
  const there = Object.entries(words ?? {}).filter(([, text]) => text.trim());
  const tongue = (tag: string) => tag.split("-")[0];
  const near = there.find(([tag]) => tongue(tag) === tongue(language));
  return words?.[language] || near?.[1] || there[0]?.[1] || "";
}

function freeId(form: Form, stem: string, taken: string[]): string {
  const used = new Set([...taken, ...form.pages.map((page) => page.id), ...(form.ends ?? []).map((end) => end.id)]);
  let count = 1;
  while (used.has(`${stem}${count}`)) count += 1;
  return `${stem}${count}`;
}

const twoOptions = (): Option[] => [{ code: "a" }, { code: "b" }];

/** A question of a kind that can be answered as it is, its words aside. */
export function fresh(form: Form, kind: Kind): Question {
  const id = freeId(
    form,
    "q",
    questionsOf(form).map((one) => one.id),
  );
  const question: Question = { id, kind };
  if (WITH_OPTIONS.has(kind)) question.options = twoOptions();
  if (WITH_ROWS.has(kind)) question.rows = twoOptions();
  if (WITH_COLUMNS.has(kind)) question.columns = [{ code: "low" }, { code: "high" }];
  if (kind === "constant_sum") question.total = 100;
  if (kind === "slider") Object.assign(question, { least: 0, most: 100 });
  if (kind === "contact") question.fields = ["name", "phone", "email"];
  return question;
}

export const WITH_OPTIONS = new Set<Kind>(["single", "multiple", "dropdown", "image_choice", "ranking", "constant_sum", "group_rank", "turf"]);
export const WITH_ROWS = new Set<Kind>(["matrix", "matrix_multiple", "kano"]);
export const WITH_COLUMNS = new Set<Kind>(["matrix", "matrix_multiple", "group_rank"]);
export const WITH_ENDS = new Set<Kind>(["nps", "csat", "ces", "rating", "slider"]);
export const BOUNDED = new Set<Kind>(["text", "long_text", "number", "slider", "rating", "csat", "ces", "multiple", "turf", "ranking", "file"]);
export const KIND_GROUPS: { name: string; kinds: Kind[] }[] = [
  { name: "score", kinds: ["nps", "csat", "ces", "rating", "slider"] },
  { name: "choice", kinds: ["single", "multiple", "dropdown", "boolean", "image_choice", "ranking"] },
  { name: "written", kinds: ["text", "long_text", "number", "date", "time", "contact"] },
  { name: "table", kinds: ["matrix", "matrix_multiple", "constant_sum", "group_rank"] },
  { name: "more", kinds: ["html", "consent", "file", "signature", "location", "psm", "kano", "turf"] },
];

function onPage(form: Form, id: string, change: (questions: Question[]) => Question[]): Form {
  return { ...form, pages: form.pages.map((page) => (page.id === id ? { ...page, questions: change(page.questions ?? []) } : page)) };
}

/** After the question `after`, or at the end of the page. */
export function withQuestion(form: Form, page: string, question: Question, after?: string): Form {
  return onPage(form, page, (list) => {
    const at = list.findIndex((one) => one.id === after);
    return at < 0 ? [...list, question] : list.toSpliced(at + 1, 0, question);
  });
}

export function pageOf(form: Form, question: string): Page | undefined {
  return form.pages.find((page) => page.questions?.some((one) => one.id === question));
}

export function replaced(form: Form, id: string, part: Partial<Question>): Form {
  return { ...form, pages: form.pages.map((page) => ({ ...page, questions: (page.questions ?? []).map((one) => (one.id === id ? { ...one, ...part } : one)) })) };
}

export function without(form: Form, id: string): Form {
  return { ...form, pages: form.pages.map((page) => ({ ...page, questions: (page.questions ?? []).filter((one) => one.id !== id) })) };
}

/** A copy right after it, under a name of its own. */
export function duplicated(form: Form, id: string): { form: Form; id: string } {
  const question = questionOf(form, id);
  const page = pageOf(form, id);
  if (!question || !page) return { form, id };
  const copy: Question = { ...structuredClone(question), id: fresh(form, question.kind).id };
  return { form: withQuestion(form, page.id, copy, id), id: copy.id };
}

/** One place up or down; over the edge of its page it goes to the next one. */
export function moved(form: Form, id: string, by: -1 | 1): Form {
  const page = pageOf(form, id);
  const question = questionOf(form, id);
  if (!page || !question) return form;
  const list = page.questions ?? [];
  const at = list.indexOf(question);
  const to = at + by;
  if (to >= 0 && to < list.length) return onPage(form, page.id, () => list.toSpliced(at, 1).toSpliced(to, 0, question));
  const next = form.pages[form.pages.indexOf(page) + by];
  if (!next) return form;
  return onPage(without(form, id), next.id, (others) => (by < 0 ? [...others, question] : [question, ...others]));
}

/** Before another question, or to the end of a page. */
export function dropped(form: Form, id: string, page: string, before?: string): Form {
  const question = questionOf(form, id);
  if (!question || id === before) return form;
  return onPage(without(form, id), page, (list) => {
    const at = list.findIndex((one) => one.id === before);
    return at < 0 ? [...list, question] : list.toSpliced(at, 0, question);
  });
}

export function withPage(form: Form): { form: Form; id: string } {
  const id = freeId(form, "page", []);
  return { form: { ...form, pages: [...form.pages, { id, questions: [] }] }, id };
}

/** A form keeps at least one page. */
export function withoutPage(form: Form, id: string): Form {
  return form.pages.length < 2 ? form : { ...form, pages: form.pages.filter((page) => page.id !== id) };
}

export function movedPage(form: Form, id: string, by: -1 | 1): Form {
  const at = form.pages.findIndex((page) => page.id === id);
  const page = form.pages[at];
  const to = at + by;
  if (!page || to < 0 || to >= form.pages.length) return form;
  return { ...form, pages: form.pages.toSpliced(at, 1).toSpliced(to, 0, page) };
}

export function replacedPage(form: Form, id: string, part: Partial<Page>): Form {
  return { ...form, pages: form.pages.map((page) => (page.id === id ? { ...page, ...part } : page)) };
}

export function freshEnd(form: Form): End {
  return { id: freeId(form, "end", []), kind: "done", text: {} };
}

export function freshQuota(form: Form, question: string): Quota {
  const taken = (form.quotas ?? []).map((one) => one.id);
  return { id: freeId(form, "quota", taken), limit: 100, when: { op: "answered", of: [{ answer: question }] } };
}

/** A code that is not taken yet among its neighbours. */
export function freeCode(options: Option[]): string {
  const taken = new Set(options.map((one) => one.code));
  const letter = "abcdefghijklmnopqrstuvwxyz".split("").find((one) => !taken.has(one));
  if (letter) return letter;
  let count = options.length + 1;
  while (taken.has(`o${count}`)) count += 1;
  return `o${count}`;
}

export const ID = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
export const CODE = /^[A-Za-z0-9_]{1,64}$/;

/** Another name for a question, wherever it is spoken of: in conditions, carried options, loops and pipes. */
export function renamed(form: Form, from: string, to: string): Form {
  const pipe = new RegExp(`(\\{\\{\\s*answer\\.)${from}(?=[\\s.|}])`, "g");
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return NAMING.has(key) && value === from ? to : value.replace(pipe, `$1${to}`);
    if (Array.isArray(value)) return value.map((one) => walk(one, key === "questions" ? "question" : ""));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  };
  const next = walk(form, "") as Form;
  return { ...next, pages: next.pages.map((page) => ({ ...page, questions: (page.questions ?? []).map((one) => (one.id === from ? { ...one, id: to } : one)) })) };
}

const NAMING = new Set(["answer", "score", "question"]);

/** Where in the editor a problem's path such as pages[1].questions[0].title leads. */
export function placeOf(form: Form, where: string): Chosen {
  const [, pageAt, questionAt] = /^pages\[(\d+)\](?:\.questions\[(\d+)\])?/.exec(where) ?? [];
  if (pageAt === undefined) return /^(ends|quotas)\b/.test(where) ? { what: "ends" } : { what: "form" };
  const page = form.pages[Number(pageAt)];
  const question = questionAt === undefined ? undefined : page?.questions?.[Number(questionAt)];
  if (question) return { what: "question", id: question.id };
  return page ? { what: "page", id: page.id } : { what: "form" };
}

/** Whether nothing can follow this page, as the server tells respondents: one of a group may come in another order or again. */
export function isLastOf(form: Form, page: string): boolean {
  const last = form.pages.at(-1);
  return last?.id === page && !last["group"] && !last["repeat"];
}
