/** An order made by tapping, dragging or buttons; every step is said aloud. */
import { useRef, useState } from "preact/hooks";
import { asList, type Field } from "./field";

export function Ranking({ field }: { field: Field }) {
  const [spoken, setSpoken] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const dragged = useRef(-1);
  const { options } = field.view;
  const known = new Map(options.map((one) => [one.code, one.label]));
  const ranked = asList(field.value).filter((code) => known.has(code));
  const most = field.question.most ?? options.length;
  const rest = options.filter((one) => !ranked.includes(one.code));
  const label = (code: string) => known.get(code) as string;
  const place = (codes: string[], moved: string) => {
    field.set(codes.length ? codes : null);
    const at = codes.indexOf(moved) + 1;
    setSpoken(at ? field.say("moved", { label: label(moved), n: at, most: codes.length }) : "");
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= ranked.length || from === to) return;
    const codes = ranked.filter((_, at) => at !== from);
    codes.splice(to, 0, ranked[from] as string);
    place(codes, ranked[from] as string);
  };
  const over = (y: number): number => {
    const rows = [...(list.current?.children ?? [])].map((one) => one.getBoundingClientRect());
    const found = rows.findIndex((row) => y < row.top + row.height / 2);
    return found < 0 ? rows.length - 1 : found;
  };
  return (
    <div class="ranking">
      <p class="hint">{field.say("rank_help")}</p>
      <ol ref={list} aria-label={field.say("ranked")}>
        {ranked.map((code, at) => (
          <li key={code} class="ranked">
            <span
              class="grip" aria-hidden="true"
              onPointerDown={(event) => {
                if (field.isOff) return;
                dragged.current = at;
                event.currentTarget.setPointerCapture(event.pointerId);
              }}
              onPointerMove={(event) => {
                if (dragged.current < 0) return;
                const from = ranked.indexOf(code);
                move(from, over(event.clientY));
              }}
              onPointerUp={() => (dragged.current = -1)}
              onPointerCancel={() => (dragged.current = -1)}
            >⠿</span>
            <span class="number" aria-hidden="true">{at + 1}</span>
            <span class="grow">{label(code)}</span>
            <button type="button" class="tool" disabled={field.isOff || at === 0} aria-label={field.say("up", { label: label(code) })} onClick={() => move(at, at - 1)}>↑</button>
            <button type="button" class="tool" disabled={field.isOff || at === ranked.length - 1} aria-label={field.say("down", { label: label(code) })} onClick={() => move(at, at + 1)}>↓</button>
            <button type="button" class="tool" disabled={field.isOff} aria-label={field.say("remove", { label: label(code) })} onClick={() => place(ranked.filter((one) => one !== code), code)}>✕</button>
          </li>
        ))}
      </ol>
      {rest.length > 0 && ranked.length < most && (
        <div class="chips" role="group" aria-label={field.say("unranked")}>
          {rest.map((one) => (
            <button key={one.code} type="button" class="chip" disabled={field.isOff} aria-label={field.say("add_rank", { label: one.label })} onClick={() => place([...ranked, one.code], one.code)}>
              {one.label}
            </button>
          ))}
        </div>
      )}
      <p class="unseen" role="status">{spoken}</p>
    </div>
  );
}

export function Groups({ field }: { field: Field }) {
  const { options, columns } = field.view;
  const placed = (code: string) => columns.find((one) => asList((field.value as never)?.[one.code]).includes(code))?.code ?? "";
  const put = (code: string, group: string) => {
    const found: { [group: string]: string[] } = {};
    for (const one of columns) {
      const codes = asList((field.value as never)?.[one.code]).filter((each) => each !== code);
      if (one.code === group) codes.push(code);
      if (codes.length) found[one.code] = codes;
    }
    field.set(Object.keys(found).length ? found : null);
  };
  return (
    <div class="cards">
      {options.map((option) => (
        <fieldset key={option.code} class="card">
          <legend>{option.label}</legend>
          <div class="options is-row">
            {columns.map((group) => (
              <div key={group.code} class={placed(option.code) === group.code ? "option is-on" : "option"}>
                <label>
                  <input type="radio" name={`${field.id}-${option.code}`} checked={placed(option.code) === group.code} disabled={field.isOff} onChange={() => put(option.code, group.code)} />
                  <span>{group.label}</span>
                </label>
              </div>
            ))}
          </div>
        </fieldset>
      ))}
      {columns.map((group) => {
        const codes = asList((field.value as never)?.[group.code]);
        return codes.length > 0 && (
          <p key={group.code} class="hint">
            <strong>{group.label}:</strong> {codes.map((code, at) => `${at + 1}. ${options.find((one) => one.code === code)?.label ?? code}`).join("  ")}
          </p>
        );
      })}
    </div>
  );
}
