/** One question: its title, help, input and faults, tied together for whoever hears the page. */
import type { ComponentChildren, JSX } from "preact";
import { Consent, DrillDown, Dropdown, Options, YesNo } from "./Choice";
import type { Kind, Question as Asked, QuestionView } from "./engine";
import { Entries } from "./Entries";
import { asMap, type Field } from "./field";
import { Kano, PriceLadder, PriceSense } from "./Prices";
import { Groups, Ranking } from "./Ranking";
import { Scale, Slider } from "./Scale";
import { Files, Whereabouts } from "./Sending";
import type { Session, Sight } from "./session";
import { Signature } from "./Signature";
import { Matrix, Shares } from "./Tables";
import { ChoiceTask, MaxDiff } from "./Tasks";
import type { Say } from "./texts";
import { Contact, DayInput, LongText, NumberInput, TextInput } from "./Written";

type Input = (about: { field: Field }) => JSX.Element | null;
const INPUTS: { [kind in Kind]?: Input } = {
  text: TextInput, long_text: LongText, number: NumberInput, date: DayInput, time: DayInput, contact: Contact,
  single: Options, multiple: Options, image_choice: Options, turf: Options, dropdown: Dropdown, drill_down: DrillDown,
  boolean: YesNo, consent: Consent, rating: Scale, nps: Scale, csat: Scale, ces: Scale, slider: Slider,
  ranking: Ranking, group_rank: Groups, matrix: Matrix, matrix_multiple: Matrix, constant_sum: Shares,
  file: Files, signature: Signature, location: Whereabouts, panel: Entries,
  choice_task: ChoiceTask, maxdiff: MaxDiff, psm: PriceSense, gabor_granger: PriceLadder, kano: Kano,
};
/** One control, which the title names by itself; all else is a group of controls under a legend. */
const SINGLE: Kind[] = ["text", "long_text", "number", "date", "time", "dropdown", "slider", "file"];

export interface Store {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

export interface QuestionOf {
  view: QuestionView;
  asked: Asked;
  store: Store;
  session: Session;
  sight: Sight;
  say: Say;
  showsFaults: boolean;
  prefix: string;
}

export function Question(about: QuestionOf) {
  const { view, asked, store, session, sight, say } = about;
  const id = `${about.prefix}${view.key.replace(/[^A-Za-z0-9_-]/g, "-")}`;
  if (view.kind === "html") {
    return (
      <section class="question is-words">
        {view.title && <h2 class="title">{view.title}</h2>}
        {view.help && <p class="help">{view.help}</p>}
      </section>
    );
  }
  const faults = about.showsFaults ? (sight.problems[view.key] ?? []) : [];
  const others = `${view.key}.other`;
  const field: Field = {
    view, question: asked, id, say, session, faults,
    faultsOf: (key) => (about.showsFaults ? (sight.problems[key] ?? []) : []),
    isOff: !view.enabled || session.isMoving,
    value: store.get(view.key), set: (value) => store.set(view.key, value),
    other: asMap(store.get(others)) as { [code: string]: string },
    setOther: (code, text) => store.set(others, { ...asMap(store.get(others)), [code]: text }),
    labelledBy: `${id}-title`,
    describedBy: [view.help && `${id}-help`, faults.length && `${id}-fault`].filter(Boolean).join(" ") || undefined,
  };
  const Input = INPUTS[view.kind];
  return (
    <Shell view={view} id={id} say={say} faults={faults.map((one) => one.text)} describedBy={field.describedBy}>
      {Input && <Input field={field} />}
    </Shell>
  );
}

interface ShellOf {
  view: QuestionView;
  id: string;
  say: Say;
  faults: string[];
  describedBy: string | undefined;
  children: ComponentChildren;
}

function Shell({ view, id, say, faults, describedBy, children }: ShellOf) {
  const title = (
    <>
      <span id={`${id}-title`}>{view.title || view.id}</span>
      {view.required && <span class="needed"> <span aria-hidden="true">*</span><span class="unseen">{say("required")}</span></span>}
    </>
  );
  const rest = (
    <>
      {view.help && <p class="help" id={`${id}-help`}>{view.help}</p>}
      {children}
      {faults.length > 0 && <p class="fault" id={`${id}-fault`}>{faults.join(" ")}</p>}
    </>
  );
  const classes = `question is-${view.kind}${faults.length ? " is-faulty" : ""}`;
  if (SINGLE.includes(view.kind)) {
    return <div class={classes} data-key={view.key}><label class="title" for={`${id}-in`}>{title}</label>{rest}</div>;
  }
  return <fieldset class={classes} data-key={view.key} aria-describedby={describedBy}><legend class="title">{title}</legend>{rest}</fieldset>;
}
