/** Which options a respondent sees, in which order, and which of them are carried on to later questions. */
import { isAnswered, isMap } from "./expressions";
import { anchored } from "./form-index";
import { picked, reorder } from "./shuffle";
import type { State } from "./state";
import type { Carry, ListName, Option, OptionView, Question, Value } from "./types";

const SHUFFLES = { options: "shuffle", rows: "shuffle_rows", columns: "shuffle_columns" } as const;

/** The options, rows or columns she sees: carried ones first, then the question's own, in her order. */
export function optionsOf(state: State, question: Question, key: string, name: ListName): OptionView[] {
  let found: { view: OptionView; stays: boolean }[] = [];
  const add = (view: OptionView, stays: boolean) => {
    if (found.every((one) => one.view.code !== view.code)) found.push({ view, stays });
  };
  for (const carry of question.carry ?? []) {
    if ((carry.to ?? "options") === name) {
      for (const view of carried(state, carry)) add(view, !!(view.exclusive || view.other));
    }
  }
  for (const option of question[name] ?? []) {
    if (state.holds(option.shown_if)) add(viewOf(state, option), anchored(option));
  }
  const stream = `${key}/${name}`;
  const stays = () => found.map((one) => one.stays);
  if (name === "options" && question.pick) found = picked(found, stays(), question.pick, state.seed, stream);
  const views = found.map((one) => one.view);
  return reorder(views, stays(), question[SHUFFLES[name]] ?? "none", state.seed, stream);
}

function viewOf(state: State, option: Option): OptionView {
  const deeper = (option.options ?? []).filter((one) => state.holds(one.shown_if)).map((one) => viewOf(state, one));
  return {
    code: option.code,
    label: state.say(option.label) || option.code,
    ...(option.image ? { image: option.image } : {}),
    ...(option.exclusive ? { exclusive: true } : {}),
    ...(option.other ? { other: true } : {}),
    ...(option.value == null ? {} : { value: option.value }),
    ...(deeper.length ? { options: deeper } : {}),
  };
}

/** Options out of the answer of an earlier question; texts that were written become labels. */
export function carried(state: State, carry: Carry): OptionView[] {
  const place = state.index.places.get(carry.question);
  if (!place) return [];
  const key = state.keyOf(carry.question);
  const value = state.kept.get(key) ?? null;
  if (place.question.kind === "panel") return entriesOf(place.question, value);
  if (place.question.kind === "text" || place.question.kind === "long_text") {
    return typeof value === "string" ? [{ code: place.question.id, label: value }] : [];
  }
  const said = state.kept.get(`${key}.other`);
  const texts = new Map(isMap(said) ? Object.entries(said) : []);
  const chosen = chosenCodes(value);
  const found: OptionView[] = [];
  for (const view of state.shown.get(key) ?? []) {
    const isChosen = chosen.includes(view.code);
    if (carry.which !== "shown" && isChosen !== (carry.which !== "not_chosen")) continue;
    if (carry.which === "open" && !texts.has(view.code)) continue;
    const label = (isChosen ? (texts.get(view.code) as string | undefined) : undefined) ?? view.label;
    found.push({
      code: view.code,
      label,
      ...(view.image ? { image: view.image } : {}),
      ...(view.value === undefined ? {} : { value: view.value }),
    });
  }
  return found;
}

/** The codes an answer chooses; of a mapping those with an answer that is not zero or false. */
function chosenCodes(value: Value): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.filter((one) => typeof one === "string");
  if (!isMap(value)) return [];
  return Object.keys(value).filter((code) => isAnswered(value[code]) && value[code] !== false && value[code] !== 0);
}

/** One option for each entry, called by the first text in it. */
function entriesOf(panel: Question, value: Value): OptionView[] {
  const entries = Array.isArray(value) ? value : [];
  return entries.map((entry, place) => {
    const said = (panel.questions ?? []).map((one) => (isMap(entry) ? entry[one.id] : null));
    return { code: String(place + 1), label: said.find((one) => typeof one === "string") ?? String(place + 1) };
  });
}
