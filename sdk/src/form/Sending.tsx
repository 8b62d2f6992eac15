/** What is sent beside the answers: files, a place. */
import { useState } from "preact/hooks";
import { asMap, asText, attributesOf, type Field, withKey } from "./field";
import { Refused } from "./place";

interface Sent {
  id: string;
  name?: string;
  size?: number;
}

export function Files({ field }: { field: Field }) {
  const [said, setSaid] = useState("");
  const { say, question, session } = field;
  const kept = (Array.isArray(field.value) ? field.value : []) as Sent[];
  const most = question.most ?? 20;
  const send = async (files: File[]) => {
    let all = kept;
    setSaid("");
    for (const file of files.slice(0, most - kept.length)) {
      setSaid(say("file_wait", { name: file.name }));
      try {
        all = [...all, await session.door.send(session.place.token, field.view.key, file.name, file)];
        field.set(all);
        setSaid("");
      } catch (error) {
        setSaid(say(error instanceof Refused ? "file_bad" : "file_later", { name: file.name }));
        return;
      }
    }
  };
  return (
    <div class="files">
      {kept.length > 0 && (
        <ul>
          {kept.map((one) => (
            <li key={one.id}>
              <span class="grow">{one.name}{one.size ? ` · ${Math.max(1, Math.round(one.size / 1024))} KB` : ""}</span>
              <button type="button" class="tool" disabled={field.isOff} aria-label={say("remove", { label: one.name ?? "" })} onClick={() => field.set(kept.length > 1 ? kept.filter((each) => each !== one) : null)}>✕</button>
            </li>
          ))}
        </ul>
      )}
      {kept.length < most && (
        <label class="button pick">
          {say("file")}
          <input
          type="file" class="unseen" id={`${field.id}-in`} multiple={most > 1} accept=".pdf,.png,.jpg,.jpeg,.gif,.webp,.mp4,.m4v,.mov,.mp3" aria-labelledby={field.labelledBy} {...attributesOf(field)}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = "";
            void send(files);
          }}
          />
        </label>
      )}
      <p class="hint">{say("file_help")}</p>
      <p class={said ? "notice" : "unseen"} role="status">{said}</p>
    </div>
  );
}

export function Whereabouts({ field }: { field: Field }) {
  const [said, setSaid] = useState("");
  const { say } = field;
  const place = asMap(field.value);
  const look = () => {
    setSaid(say("locating"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const { latitude, longitude, accuracy } = coords;
        setSaid("");
        field.set({ latitude, longitude, accuracy });
      },
      () => setSaid(say("locate_bad")),
      { timeout: 15_000 },
    );
  };
  return (
    <div class="whereabouts">
      <button type="button" class="button" disabled={field.isOff || !navigator.geolocation} onClick={look}>{say("locate")}</button>
      <div class="row">
        {(["latitude", "longitude"] as const).map((one) => (
          <label key={one} class="labelled grow">
            <span>{say(one)}</span>
            <input class="box" inputMode="decimal" autocomplete="off" value={asText(place[one])} disabled={field.isOff} onInput={(event) => field.set(withKey({ ...place, accuracy: undefined }, one, event.currentTarget.value.trim()))} />
          </label>
        ))}
      </div>
      <p class={said ? "notice" : "unseen"} role="status">{said}</p>
    </div>
  );
}
