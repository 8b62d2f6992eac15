/** Questions of price, and Kano's pairs. */
import { numberText } from "./engine";
import { asMap, asText, type Field, withKey } from "./field";
import type { Word } from "./texts";

const PRICES = ["too_cheap", "cheap", "expensive", "too_expensive"] as const;

export function PriceSense({ field }: { field: Field }) {
  const { question, say } = field;
  const said = asMap(field.value);
  const given = PRICES.map((one) => (asText(said[one]).trim() === "" ? null : Number(said[one]))).filter((one): one is number => one !== null && !Number.isNaN(one));
  const isOutOfOrder = given.some((one, at) => at > 0 && one < (given[at - 1] as number));
  return (
    <div class="prices">
      {PRICES.map((one) => (
        <label key={one} class="share">
          <span>{say(one)}</span>
          <span class="money">
            <input class="box" inputMode="decimal" autocomplete="off" value={asText(said[one])} disabled={field.isOff} onInput={(event) => field.set(withKey(said, one, event.currentTarget.value.trim()))} />
            <span>{question.currency}</span>
          </span>
        </label>
      ))}
      <p class={isOutOfOrder ? "notice" : "unseen"} role="status">{isOutOfOrder ? say("psm_order") : ""}</p>
      {question.intents && (["intent_cheap", "intent_expensive"] as const).map((one) => (
        <fieldset key={one} class="card">
          <legend>{say(one)}</legend>
          <Radios name={`${field.id}-${one}`} isOff={field.isOff} chosen={asText(said[one])} options={[1, 2, 3, 4, 5].map((n) => [String(n), say(`intent_${n}` as Word)])} choose={(code) => field.set(withKey(said, one, Number(code)))} />
        </fieldset>
      ))}
    </div>
  );
}

/** One price after another; a yes or a no to each, as the order of the options says. */
export function PriceLadder({ field }: { field: Field }) {
  const { view, question, say } = field;
  const said = asMap(field.value);
  const price = (at: number) => {
    const one = view.options[at];
    if (!one) return "";
    return one.value === undefined || one.label !== one.code ? one.label : `${numberText(one.value)} ${question.currency ?? ""}`.trim();
  };
  const open = view.options.findIndex((one) => typeof said[one.code] !== "boolean");
  const shown = open < 0 ? view.options : view.options.slice(0, open + 1);
  return (
    <div class="cards">
      {shown.map((one, at) => (
        <fieldset key={one.code} class="card">
          <legend>{say("gabor", { price: price(at) })}</legend>
          <Radios
            name={`${field.id}-${one.code}`} isOff={field.isOff} chosen={typeof said[one.code] === "boolean" ? String(said[one.code]) : ""}
            options={[["true", say("yes")], ["false", say("no")]]} choose={(code) => field.set({ ...said, [one.code]: code === "true" })}
          />
        </fieldset>
      ))}
      {open < 0 && <p class="hint" role="status">{say("gabor_done")}</p>}
    </div>
  );
}

const FEELINGS = ["like", "must", "neutral", "live_with", "dislike"] as const;

export function Kano({ field }: { field: Field }) {
  const { say } = field;
  return (
    <div class="cards">
      {field.view.rows.map((row) => {
        const pair = asMap(asMap(field.value)[row.code]);
        return (
          <div key={row.code} class="card" role="group" aria-label={row.label}>
            <p class="card-title" aria-hidden="true">{row.label}</p>
            {(["functional", "dysfunctional"] as const).map((side) => (
              <fieldset key={side}>
                <legend>{say(side)}</legend>
                <Radios
                  name={`${field.id}-${row.code}-${side}`} isOff={field.isOff} chosen={asText(pair[side])} options={FEELINGS.map((one) => [one, say(one)])}
                  choose={(code) => field.set(withKey(field.value, row.code, { ...pair, [side]: code }))}
                />
              </fieldset>
            ))}
          </div>
        );
      })}
    </div>
  );
}

interface RadiosOf {
  name: string;
  chosen: string;
  isOff: boolean;
  options: [code: string, label: string][];
  choose(code: string): void;
}

function Radios({ name, chosen, isOff, options, choose }: RadiosOf) {
  return (
    <div class="options is-row">
      {options.map(([code, label]) => (
        <div key={code} class={chosen === code ? "option is-on" : "option"}>
          <label>
            <input type="radio" name={name} checked={chosen === code} disabled={isOff} onChange={() => choose(code)} />
            <span>{label}</span>
          </label>
        </div>
      ))}
    </div>
  );
}
