/** A panel: the same questions again and again, as many entries as she has. */
import type { Question as Asked } from "./engine";
import { type Entry, type Field } from "./field";
import { Question, type Store } from "./Question";

export function Entries({ field }: { field: Field }) {
  const { view, question, say, session } = field;
  const entries = (Array.isArray(field.value) ? field.value : []) as Entry[];
  const most = question.most ?? 20;
  const inner = new Map((question.questions ?? []).map((one) => [one.id, one]));
  const filled = (count: number) => Array.from({ length: count }, (_, at) => entries[at] ?? {});
  const storeOf = (at: number, prefix: string): Store => ({
    get: (key) => entries[at]?.[key.slice(prefix.length)],
    set: (key, value) => {
      const all = filled(Math.max(entries.length, at + 1));
      const entry = { ...all[at], [key.slice(prefix.length)]: value };
      if (value === null || value === undefined) delete entry[key.slice(prefix.length)];
      all[at] = entry;
      field.set(all);
    },
  });
  const sight = session.sight();
  return (
    <div class="cards">
      {view.entries.map((views, at) => {
        const prefix = `${view.key}[${at + 1}].`;
        return (
          <section key={at} class="card" role="group" aria-label={say("entry", { n: at + 1 })}>
            <header class="row">
              <strong class="grow">{say("entry", { n: at + 1 })}</strong>
              {view.entries.length > (question.least ?? 0) && (
                <button type="button" class="tool" disabled={field.isOff} aria-label={say("remove_entry", { n: at + 1 })} onClick={() => {
                  const left = filled(view.entries.length).filter((_, place) => place !== at);
                  field.set(left.length ? left : null);
                }}>✕</button>
              )}
            </header>
            {views.map((one) => (
              <Question
                key={one.key} view={one} asked={inner.get(one.id) as Asked} store={storeOf(at, prefix)} session={session} sight={sight}
                say={say} showsFaults={session.tries > 0} prefix="e-"
              />
            ))}
          </section>
        );
      })}
      {view.entries.length < most && (
        <button type="button" class="button" disabled={field.isOff} onClick={() => field.set(filled(view.entries.length + 1))}>＋ {say("add")}</button>
      )}
    </div>
  );
}
