/** Numbers on a scale, and the slider, which counts only once it was touched. */
import { numberText, scale, words } from "./engine";
import { attributesOf, type Field } from "./field";

export function Scale({ field }: { field: Field }) {
  const { question, view, session } = field;
  const [least, most] = scale(question) as [number, number];
  const step = question.step && question.step > 0 ? question.step : 1;
  const marks = Array.from({ length: Math.min(Math.floor((most - least) / step) + 1, 21) }, (_, place) => least + place * step);
  const languages = session.place.languages;
  const [low, high] = [question.low, question.high].map((one) => words(one, session.language, languages)) as [string, string];
  const hasStars = view.kind === "rating" && question.look !== "numbers" && marks.length <= 10;
  return (
    <div class={`scale${hasStars ? " has-stars" : ""}${marks.length > 7 ? " is-long" : ""}`}>
      <div class="marks">
        {marks.map((mark) => {
          const isOn = hasStars ? Number(field.value ?? Number.NEGATIVE_INFINITY) >= mark && field.value != null : field.value === mark;
          const end = mark === least ? low : mark === marks[marks.length - 1] ? high : "";
          const name = hasStars ? field.say("stars", { n: numberText(mark), most: numberText(most) }) : numberText(mark);
          return (
            <label key={mark} class={isOn ? "mark is-on" : "mark"}>
              <input
                type="radio" name={field.id} checked={field.value === mark} aria-label={end ? `${name} ${end}` : name}
                {...attributesOf(field)} onChange={() => field.set(mark)}
              />
              {hasStars ? <Star /> : <span aria-hidden="true">{numberText(mark)}</span>}
            </label>
          );
        })}
      </div>
      {(low || high) && <div class="poles" aria-hidden="true"><span>{low}</span><span>{high}</span></div>}
    </div>
  );
}

const Star = () => (
  <svg viewBox="0 0 24 24" width="30" height="30" aria-hidden="true">
    <path d="m12 3 2.7 5.6 6.3.9-4.5 4.3 1 6.2-5.5-3-5.5 3 1-6.2L3 9.5l6.3-.9z" />
  </svg>
);

export function Slider({ field }: { field: Field }) {
  const { question, session } = field;
  const [least, most] = scale(question) as [number, number];
  const step = question.step && question.step > 0 ? question.step : question.format === "whole" || most - least >= 10 ? 1 : "any";
  const isTouched = typeof field.value === "number";
  const languages = session.place.languages;
  return (
    <div class={isTouched ? "slider" : "slider is-untouched"}>
      <input
        type="range" id={`${field.id}-in`} min={least} max={most} step={step} value={isTouched ? (field.value as number) : (least + most) / 2}
        aria-labelledby={field.labelledBy} aria-valuetext={isTouched ? numberText(field.value as number) : field.say("slide_none")}
        {...attributesOf(field)}
        // A press on the place where the thumb lies changes nothing, yet it is an answer.
        onPointerUp={(event) => field.set(Number(event.currentTarget.value))}
        onKeyDown={(event) => {
          if (event.key === " " || event.key === "Enter") (event.preventDefault(), field.set(Number(event.currentTarget.value)));
        }}
        onInput={(event) => field.set(Number(event.currentTarget.value))}
      />
      <div class="poles">
        <span>{words(question.low, session.language, languages) || numberText(least)}</span>
        <output for={`${field.id}-in`}>{isTouched ? numberText(field.value as number) : field.say("slide")}</output>
        <span>{words(question.high, session.language, languages) || numberText(most)}</span>
      </div>
    </div>
  );
}
