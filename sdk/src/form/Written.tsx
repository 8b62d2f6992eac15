/** Answers that are written: words, numbers, days, times, and details of a person. */
import { asMap, asText, attributesOf, type Field, withKey } from "./field";
import type { Word } from "./texts";

// The types of JSX tell inputs apart by a literal type; which one it is, is known only here.
const TYPES: { [format: string]: string } = { email: "email", url: "url", phone: "tel" };
const COMPLETES: { [format: string]: string } = { email: "email", url: "url", phone: "tel" };

export function TextInput({ field }: { field: Field }) {
  const { question, view, value } = field;
  const format = question.format ?? "";
  return (
    <input
      class="box" id={`${field.id}-in`} type={(TYPES[format] ?? "text") as "text"} autocomplete={COMPLETES[format] ?? "off"}
      aria-labelledby={field.labelledBy} aria-required={view.required} value={asText(value)} {...attributesOf(field)}
      onInput={(event) => field.set(event.currentTarget.value)}
    />
  );
}

export function LongText({ field }: { field: Field }) {
  const { question, view, value, say } = field;
  const length = [...asText(value)].length;
  return (
    <>
      <textarea
        class="box" id={`${field.id}-in`} rows={4} aria-labelledby={field.labelledBy} aria-required={view.required}
        value={asText(value)} {...attributesOf(field)} onInput={(event) => field.set(event.currentTarget.value)}
      />
      {question.most != null && <p class="hint">{say("characters", { n: length, most: question.most })}</p>}
    </>
  );
}

/** A text stays a text while it is typed, so that `1.` does not lose its point; the engine reads it as a number. */
export function NumberInput({ field }: { field: Field }) {
  const { question, view, value } = field;
  return (
    <input
      class="box is-short" id={`${field.id}-in`} inputMode={question.format === "whole" ? "numeric" : "decimal"} autocomplete="off"
      aria-labelledby={field.labelledBy} aria-required={view.required} value={asText(value)} {...attributesOf(field)}
      onInput={(event) => field.set(event.currentTarget.value.replace(/[０-９]/g, wide).replace("．", ".") || null)}
    />
  );
}

const wide = (digit: string) => String(digit.charCodeAt(0) - 0xff10);

export function DayInput({ field }: { field: Field }) {
  return (
    <input
      class="box is-short" id={`${field.id}-in`} type={field.view.kind === "time" ? "time" : "date"} aria-labelledby={field.labelledBy}
      aria-required={field.view.required} value={asText(field.value)} {...attributesOf(field)}
      onInput={(event) => field.set(event.currentTarget.value || null)}
    />
  );
}

const CONTACT = ["name", "email", "phone"];
const FILLS: { [name: string]: string } = {
  name: "name", first_name: "given-name", last_name: "family-name", email: "email", phone: "tel", company: "organization",
  title: "organization-title", address: "street-address", city: "address-level2", region: "address-level1",
  postcode: "postal-code", country: "country-name",
};
const FILL_TYPES: { [name: string]: string } = { email: "email", phone: "tel" };

export function Contact({ field }: { field: Field }) {
  const names = field.question.fields?.length ? field.question.fields : CONTACT;
  return (
    <div class="contact">
      {names.map((name) => (
        <label key={name} class="labelled">
          <span>{field.say(name as Word)}</span>
          <input
            class="box" type={(FILL_TYPES[name] ?? "text") as "text"} autocomplete={FILLS[name] ?? "off"} value={asText(asMap(field.value)[name])}
            {...attributesOf(field)} onInput={(event) => field.set(withKey(field.value, name, event.currentTarget.value))}
          />
        </label>
      ))}
    </div>
  );
}
