/** The round button, in plain DOM so that a page pays little before anybody chats. The panel comes when wanted. */
import type { Client } from "../core";
import { askOn } from "./asking";
import { localeOf } from "./locale";
import type { PanelFace } from "./panel-face";
import { shadowIn } from "./shadow";

const LABELS = {
  "zh-CN": ["打开聊天", "打开聊天，{n} 条未读", "关闭聊天"],
  "zh-TW": ["開啟聊天", "開啟聊天，{n} 則未讀", "關閉聊天"],
  en: ["Open chat", "Open chat, {n} unread", "Close chat"],
} as const;

const BUBBLE = "M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.7A8.4 8.4 0 1 1 21 11.5z";
const DOWN = "m6 9 6 6 6-6";

export function mount(client: Client, base: string): HTMLElement {
  const root = shadowIn("feilun-widget", client);
  const button = document.createElement("button");
  const { svg, path } = icon();
  const badge = document.createElement("span");
  badge.className = "badge";
  button.type = "button";
  button.append(svg, badge);
  root.append(button);

  let isOpen = false;
  let face: Promise<PanelFace> | undefined;
  const fetched = () => (face ??= import(`${base}panel.js`).then((made: PanelMade) => made.mountPanel(client, root)));
  const draw = () => {
    const { unread } = shown;
    const [open, openUnread, close] = LABELS[localeOf(client)];
    button.className = isOpen ? "launcher is-open" : "launcher";
    button.setAttribute("aria-label", isOpen ? close : unread ? openUnread.replace("{n}", String(unread)) : open);
    button.setAttribute("aria-expanded", String(isOpen));
    badge.hidden = isOpen || !unread;
    badge.textContent = unread > 99 ? "99+" : String(unread);
    path.setAttribute("d", isOpen ? DOWN : BUBBLE);
  };
  const turn = (open: boolean) => {
    isOpen = open;
    (root.host as HTMLElement).hidden = false;
    void fetched().then((panel) => panel(isOpen));
    draw();
  };
  const shown = { unread: client.thread.unread };

  button.onclick = () => (isOpen ? client.close() : client.open());
  button.onpointerenter = button.onfocus = () => void fetched();
  client.on("open", () => turn(true));
  client.on("close", () => (turn(false), button.focus()));
  client.on("unread", (unread) => ((shown.unread = unread), draw()));
  client.on("show", () => ((root.host as HTMLElement).hidden = false));
  client.on("hide", () => ((root.host as HTMLElement).hidden = true));
  draw();
  // A person at the other end may write first, so we listen before anything was opened.
  if (client.settings.mode !== "iframe") {
    client.thread.connection.start();
    askOn(client, base);
  }
  return root.host as HTMLElement;
}

interface PanelMade {
  mountPanel(client: Client, root: ShadowRoot): PanelFace;
}

function icon(): { svg: SVGElement; path: SVGElement } {
  const make = (name: string, attributes: Record<string, string>) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const line = { fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round" };
  const path = make("path", { "stroke-linejoin": "round" });
  const svg = make("svg", { width: "26", height: "26", viewBox: "0 0 24 24", "aria-hidden": "true", ...line });
  svg.append(path);
  return { svg, path };
}
