/** Research tasks of choosing: product cards one set after another, and best and worst of a list. */
import { tasksOf, words } from "./engine";
import { asMap, type Field, withKey } from "./field";

export function ChoiceTask({ field }: { field: Field }) {
  const { question, view, say, session } = field;
  const tasks = tasksOf(question, view.version) as { [attribute: string]: string }[][];
  const speak = (text: Parameters<typeof words>[0]) => words(text, session.language, session.place.languages);
  const none = speak(question.none);
  const level = (attribute: string, code: string | undefined) => {
    const found = question.attributes?.find((one) => one.code === attribute)?.levels.find((one) => one.code === code);
    return speak(found?.label) || code;
  };
  return (
    <div class="tasks">
      {tasks.map((alternatives, at) => {
        const number = String(at + 1);
        const chosen = asMap(field.value)[number];
        const radio = (place: string, label: string) => (
          <input
            type="radio" name={`${field.id}-${number}`} aria-label={label} checked={chosen === place} disabled={field.isOff}
            onChange={() => field.set(withKey(field.value, number, place))}
          />
        );
        return (
          <fieldset key={number} class="task">
            <legend>{say("task", { n: number, most: tasks.length })}</legend>
            <div class="alternatives">
              {alternatives.map((profile, place) => {
                const code = String(place + 1);
                const facts = (question.attributes ?? []).map((one) => [speak(one.label), level(one.code, profile[one.code])] as const);
                const name = `${say("alternative", { n: code })}: ${facts.map(([label, said]) => `${label} ${said}`).join(", ")}`;
                return (
                  <label key={code} class={chosen === code ? "alternative is-on" : "alternative"}>
                    <span class="alternative-head">{radio(code, name)}<strong aria-hidden="true">{say("alternative", { n: code })}</strong></span>
                    {facts.map(([label, said]) => <span key={label} class="fact" aria-hidden="true"><small>{label}</small><span>{said}</span></span>)}
                  </label>
                );
              })}
            </div>
            {none && <label class={chosen === "none" ? "alternative is-none is-on" : "alternative is-none"}><span class="alternative-head">{radio("none", none)}<span aria-hidden="true">{none}</span></span></label>}
          </fieldset>
        );
      })}
    </div>
  );
}

export function MaxDiff({ field }: { field: Field }) {
  const { question, view, say } = field;
  const sets = tasksOf(question, view.version) as string[][];
  const labels = new Map(view.options.map((one) => [one.code, one.label]));
  const choose = (number: string, side: "best" | "worst", code: string) => {
    const pair = { ...asMap(asMap(field.value)[number]), [side]: code };
    const across = side === "best" ? "worst" : "best";
    // The same thing cannot be both: the newer word counts.
    if (pair[across] === code) delete pair[across];
    field.set(withKey(field.value, number, pair));
  };
  return (
    <div class="tasks">
      {sets.map((codes, at) => {
        const number = String(at + 1);
        const pair = asMap(asMap(field.value)[number]);
        const radio = (side: "best" | "worst", code: string) => (
          <label class={pair[side] === code ? `side is-${side} is-on` : `side is-${side}`}>
            <input
              type="radio" name={`${field.id}-${number}-${side}`} aria-label={`${say(side)}: ${labels.get(code) ?? code}`} checked={pair[side] === code}
              disabled={field.isOff} onChange={() => choose(number, side, code)}
            />
          </label>
        );
        return (
          <fieldset key={number} class="task">
            <legend>{say("task", { n: number, most: sets.length })}</legend>
            <div class="duel" aria-hidden="true"><strong>{say("best")}</strong><span /><strong>{say("worst")}</strong></div>
            {codes.map((code) => (
              <div key={code} class="duel">
                {radio("best", code)}
                <span class="grow">{labels.get(code) ?? code}</span>
                {radio("worst", code)}
              </div>
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}
