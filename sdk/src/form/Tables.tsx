/** Rows to be judged: a table where there is room, cards on a phone; and shares that add up. */
import { numberText } from "./engine";
import { asList, asMap, asText, type Field, withKey } from "./field";

export function Matrix({ field }: { field: Field }) {
  const { rows, columns, kind } = field.view;
  const many = kind === "matrix_multiple";
  const isOn = (row: string, column: string) => {
    const said = asMap(field.value)[row];
    return many ? asList(said).includes(column) : said === column;
  };
  const choose = (row: string, column: string, on: boolean) => {
    const before = asList(asMap(field.value)[row]).filter((one) => one !== column);
    field.set(withKey(field.value, row, many ? (on ? [...before, column] : before) : column));
  };
  return (
    <div class="matrix" style={{ "--columns": String(columns.length) }}>
      <div class="matrix-head" aria-hidden="true">
        <span />
        {columns.map((column) => <span key={column.code}>{column.label}</span>)}
      </div>
      {rows.map((row) => (
        <fieldset key={row.code} class="matrix-row">
          <legend>{row.label}</legend>
          <span class="matrix-title" aria-hidden="true">{row.label}</span>
          {columns.map((column) => (
            <label key={column.code} class={isOn(row.code, column.code) ? "cell is-on" : "cell"}>
              <input
                type={many ? "checkbox" : "radio"} name={`${field.id}-${row.code}`} aria-label={column.label} checked={isOn(row.code, column.code)}
                disabled={field.isOff}
                onChange={(event) => choose(row.code, column.code, event.currentTarget.checked)}
              />
              <span class="cell-label" aria-hidden="true">{column.label}</span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

export function Shares({ field }: { field: Field }) {
  const { question, say } = field;
  const shares = asMap(field.value);
  const total = field.view.options.reduce((sum, one) => sum + (Number(shares[one.code]) || 0), 0);
  const rest = question.total == null ? null : Math.round((question.total - total) * 1e9) / 1e9;
  return (
    <div class="shares">
      {field.view.options.map((one) => (
        <label key={one.code} class="share">
          <span>{one.label}</span>
          <input
            class="box" inputMode="decimal" autocomplete="off" value={asText(shares[one.code])} disabled={field.isOff}
            aria-describedby={`${field.id}-sum`} onInput={(event) => field.set(withKey(shares, one.code, event.currentTarget.value.trim()))}
          />
        </label>
      ))}
      <p class={rest === 0 ? "share is-sum is-right" : "share is-sum"} id={`${field.id}-sum`} role="status">
        <span>{say("total")} {numberText(total)}{question.total == null ? "" : ` / ${numberText(question.total)}`}</span>
        {rest !== null && <strong>{rest > 0 ? say("rest", { n: numberText(rest) }) : rest < 0 ? say("over", { n: numberText(-rest) }) : say("exact")}</strong>}
      </p>
    </div>
  );
}
