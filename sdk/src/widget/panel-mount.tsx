import { render } from "preact";
import type { Client } from "../core";
import { localeOf } from "./locale";
import css from "./panel.css";
import { Panel } from "./Panel";
import type { PanelFace } from "./panel-face";
import { addSheet } from "./shadow";
import { textsFor } from "./texts";

export function mountPanel(client: Client, root: ShadowRoot, isPage = false): PanelFace {
  addSheet(root, css);
  const place = document.createElement("div");
  root.prepend(place);
  const texts = textsFor(localeOf(client));
  return (isOpen) => render(<Panel client={client} texts={texts} isOpen={isOpen} isPage={isPage} />, place);
}
