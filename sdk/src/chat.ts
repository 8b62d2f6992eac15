/** The stand-alone chat page: for WeChat H5, mini-program web-views, and the widget's iframe mode. */
import type { Client as Made, Settings } from "./core";
import { localeOf } from "./widget/locale";
import { mountPanel } from "./widget/panel-mount";
import { shadowIn } from "./widget/shadow";
import { textsFor } from "./widget/texts";

const about = new URLSearchParams(location.hash.slice(1) || location.search);
const given = (name: string) => about.get(name) ?? undefined;
const parentPage = window.parent === window ? undefined : window.parent;

async function begin(): Promise<void> {
  // The same core file as on every page, so a browser that was on the shop has it already.
  const { Client } = (await import(new URL("core.js", import.meta.url).href)) as { Client: typeof Made };
  const client = new Client({
    key: given("key") ?? "",
    locale: given("locale"),
    user: given("user"),
    proof: given("proof"),
    theme: given("theme") as Settings["theme"],
    anonymousId: given("anonymous"),
    page: !parentPage,
    pageUrl: given("url"),
    pageTitle: given("title"),
  });
  const texts = textsFor(localeOf(client));
  document.title = texts.say("title");
  document.documentElement.lang = texts.locale;

  // The parent learns a count only, nothing worth hiding, so any origin may hear it.
  client.on("unread", (unread) => parentPage?.postMessage({ feilun: "unread", unread }, "*"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) parentPage?.postMessage({ feilun: "close" }, "*");
  });
  client.thread.connection.start();
  mountPanel(client, shadowIn("feilun-chat", client), true)(true);
}

void begin();
