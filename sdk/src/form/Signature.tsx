/** A signature drawn by mouse or finger, or a name that is written into the picture. */
import { useRef, useState } from "preact/hooks";
import type { Field } from "./field";

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
