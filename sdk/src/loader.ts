/** `feilun.js`: the only file a page names. It takes the calls made so far and fetches the rest when the page has time. */
import type { Client, Settings } from "./core";
import type { mount } from "./widget/mount";

type Call = [name: string, ...args: unknown[]];
type Front = ((...call: Call) => unknown) & { q?: ArrayLike<unknown>[] };
declare global {
  interface Window {
    FL?: Front;
  }
}

const script = document.currentScript as HTMLScriptElement | null;
const base = new URL(".", script?.src || location.href).href;
const early = window.FL?.q ?? [];
const waiting: Call[] = [];
let started = false;
let client: Client | undefined;

const front: Front = (...call) => {
  const [name, ...args] = call;
  if (name === "init") return started ? undefined : void start(args[0] as Settings);
  if (!client) return void waiting.push(call);
  const method = client[name as keyof Client] as unknown;
  if (typeof method !== "function") throw new Error(`FL has no “${name}”.`);
  return (method as (...all: unknown[]) => unknown).apply(client, args);
};
window.FL = front;

async function start(settings: Settings): Promise<void> {
  started = true;
  const { Client: Made } = (await import(`${base}core.js`)) as { Client: typeof Client };
  client = new Made({ host: new URL(base).origin, ...settings });
  for (const call of waiting.splice(0)) front(...call);
  client.emit("ready");
  if (settings.mode === "none") return;
  idle(async () => {
    const widget = (await import(`${base}widget.js`)) as { mount: typeof mount };
    if (client) widget.mount(client, base);
  });
}

function idle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 2000 });
  else setTimeout(work, 200);
}

for (const call of early) front(...(Array.from(call) as Call));
const { key, locale, user, proof, mode } = script?.dataset ?? {};
if (key) front("init", { key, locale, user, proof, mode });
