/** What is sent beside the answers: files, a signature, a place. */
import { useRef, useState } from "preact/hooks";
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

const INK = "#16201f";

export function Signature({ field }: { field: Field }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDrawing = useRef(false);
  const [isDrawn, setDrawn] = useState(false);
  const [typed, setTyped] = useState("");
  const [said, setSaid] = useState("");
  const { say, session } = field;
  const pen = () => {
    const found = canvas.current?.getContext("2d") as CanvasRenderingContext2D;
    Object.assign(found, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: INK, fillStyle: INK });
    return found;
  };
  const at = (event: PointerEvent): [number, number] => {
    const board = canvas.current as HTMLCanvasElement;
    const box = board.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * board.width, ((event.clientY - box.top) / box.height) * board.height];
  };
  const clear = () => {
    canvas.current?.getContext("2d")?.clearRect(0, 0, 600, 200);
    setDrawn(false);
    if (field.value) field.set(null);
  };
  const keep = async () => {
    const picture = await new Promise<Blob | null>((go) => canvas.current?.toBlob(go, "image/png"));
    if (!picture) return;
    const name = `${say("signed")}.png`;
    setSaid(say("file_wait", { name }));
    try {
      field.set((await session.door.send(session.place.token, field.view.key, "signature.png", picture)).id);
      setSaid("");
    } catch {
      setSaid(say("file_later", { name }));
    }
  };
  const write = () => {
    clear();
    const ink = pen();
    ink.font = "italic 56px cursive";
    ink.fillText(typed.trim(), 24, 120, 552);
    void keep();
  };
  return (
    <div class="signature">
      <p class="hint" id={`${field.id}-sign`}>{say("sign")}</p>
      <canvas
        ref={canvas} width={600} height={200} role="img" aria-labelledby={`${field.id}-sign`}
        onPointerDown={(event) => {
          if (field.isOff) return;
          isDrawing.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          const ink = pen();
          ink.beginPath();
          ink.moveTo(...at(event));
        }}
        onPointerMove={(event) => {
          if (!isDrawing.current) return;
          const ink = pen();
          ink.lineTo(...at(event));
          ink.stroke();
          setDrawn(true);
        }}
        onPointerUp={() => {
          isDrawing.current = false;
          void keep();
        }}
      />
      <div class="row">
        <label class="labelled grow"><span>{say("sign_typed")}</span><input class="box" autocomplete="name" value={typed} disabled={field.isOff} onInput={(event) => setTyped(event.currentTarget.value)} /></label>
        <button type="button" class="button" disabled={field.isOff || !typed.trim()} onClick={write}>{say("sign_use")}</button>
        <button type="button" class="button" disabled={field.isOff || (!isDrawn && !field.value)} onClick={clear}>{say("clear")}</button>
      </div>
      <p class={said ? "notice" : "hint"} role="status">{said || (field.value ? `✓ ${say("signed")}` : "")}</p>
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
