/** Answers that are chosen: one, several, from a list, by picture, or down through levels. */
import type { OptionView } from "./engine";
import { isMany } from "./engine";
import { asList, attributesOf, type Field } from "./field";

export function Options({ field }: { field: Field }) {
  const many = isMany(field.question);
  const chosen = many ? asList(field.value) : [field.value as string];
  const hasPictures = field.view.kind === "image_choice";
  return (
    <>
      {many && <Limits field={field} />}
      <div class={hasPictures ? "pictures" : "options"}>
        {field.view.options.map((option) => (
          <OneOption key={option.code} field={field} option={option} many={many} isChosen={chosen.includes(option.code)} />
        ))}
      </div>
    </>
  );
}

function Limits({ field }: { field: Field }) {
  const { least, most } = field.question;
  if (least == null && most == null) return null;
  const word = least != null && most != null ? "range" : most != null ? "most" : "least";
  return <p class="hint">{field.say(word, { n: most ?? least ?? 0, least: least ?? 0, most: most ?? 0 })}</p>;
}

function OneOption({ field, option, many, isChosen }: { field: Field; option: OptionView; many: boolean; isChosen: boolean }) {
  const choose = (on: boolean) => field.set(many ? ticked(field, option, on) : option.code);
  return (
    <div class={isChosen ? "option is-on" : "option"}>
      <label>
        <input
          type={many ? "checkbox" : "radio"} name={field.id} value={option.code} checked={isChosen} {...attributesOf(field)}
          onChange={(event) => choose(event.currentTarget.checked)}
        />
        {option.image && <img src={option.image} alt="" loading="lazy" />}
        <span>{option.label}</span>
      </label>
      {option.other && isChosen && (
        <input
          class="box" aria-label={`${option.label}: ${field.say("other")}`} placeholder={field.say("other")} disabled={field.isOff}
          value={field.other[option.code] ?? ""} onInput={(event) => field.setOther(option.code, event.currentTarget.value)}
        />
      )}
    </div>
  );
}

/** An exclusive choice takes the others away, and goes when another comes. */
function ticked(field: Field, option: OptionView, on: boolean): string[] | null {
  const before = asList(field.value).filter((code) => code !== option.code);
  const alone = new Set(field.view.options.filter((one) => one.exclusive).map((one) => one.code));
  const kept = option.exclusive ? [] : before.filter((code) => !alone.has(code));
  const found = on ? [...kept, option.code] : before;
  return found.length ? found : null;
}

export function Dropdown({ field }: { field: Field }) {
  const chosen = field.view.options.find((one) => one.code === field.value);
  return (
    <>
      <select
        class="box" id={`${field.id}-in`} aria-labelledby={field.labelledBy} aria-required={field.view.required} value={chosen?.code ?? ""}
        {...attributesOf(field)} onChange={(event) => field.set(event.currentTarget.value || null)}
      >
        <option value="">{field.say("choose")}</option>
        {field.view.options.map((one) => <option key={one.code} value={one.code}>{one.label}</option>)}
      </select>
      {chosen?.other && (
        <input
          class="box" aria-label={`${chosen.label}: ${field.say("other")}`} placeholder={field.say("other")} disabled={field.isOff}
          value={field.other[chosen.code] ?? ""} onInput={(event) => field.setOther(chosen.code, event.currentTarget.value)}
        />
      )}
    </>
  );
}

export function DrillDown({ field }: { field: Field }) {
  const path = asList(field.value);
  const levels: OptionView[][] = [];
  for (let options: OptionView[] | undefined = field.view.options; options?.length; ) {
    const here: OptionView[] = options;
    levels.push(here);
    options = here.find((one) => one.code === path[levels.length - 1])?.options;
  }
  return (
    <div class="levels">
      {levels.map((options, depth) => (
        <select
          key={depth} class="box" aria-label={field.say("level", { n: depth + 1 })} value={path[depth] ?? ""} {...attributesOf(field)}
          onChange={(event) => {
            const found = [...path.slice(0, depth), event.currentTarget.value].filter(Boolean);
            field.set(found.length ? found : null);
          }}
        >
          <option value="">{field.say("choose")}</option>
          {options.map((one) => <option key={one.code} value={one.code}>{one.label}</option>)}
        </select>
      ))}
    </div>
  );
}

export function YesNo({ field }: { field: Field }) {
  return (
    <div class="options is-row">
      {([true, false] as const).map((side) => (
        <div key={String(side)} class={field.value === side ? "option is-on" : "option"}>
          <label>
            <input type="radio" name={field.id} checked={field.value === side} {...attributesOf(field)} onChange={() => field.set(side)} />
            <span>{field.say(side ? "yes" : "no")}</span>
          </label>
        </div>
      ))}
    </div>
  );
}

export function Consent({ field }: { field: Field }) {
  return (
    <div class={field.value === true ? "option is-on" : "option"}>
      <label>
        <input
          type="checkbox" checked={field.value === true} {...attributesOf(field)}
          onChange={(event) => field.set(event.currentTarget.checked)}
        />
        <span>{field.say("agree")}</span>
      </label>
    </div>
  );
}

