/** An open shadow tree: the page's styles stay out, ours stay in, and no policy needs `unsafe-inline`. */
import type { Client } from "../core";
import css from "./launcher.css";
import { localeOf } from "./locale";

export function shadowIn(name: string, client: Client): ShadowRoot {
  const host = document.createElement(name);
  const root = host.attachShadow({ mode: "open" });
  host.setAttribute("data-theme", client.settings.theme ?? "auto");
  host.lang = localeOf(client);
  const sheet = addSheet(root, css);
  const { accent } = client.settings;
  if (accent && CSS.supports("color", accent)) {
    sheet.insertRule(`:host{--accent:${accent}!important;--mine:${accent}!important}`, sheet.cssRules.length);
  }
  document.body.append(host);
  return root;
}

export function addSheet(root: ShadowRoot, css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return sheet;
}
