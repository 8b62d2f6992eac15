import { useState } from "preact/hooks";
import type { Client } from "../core";
import type { Body } from "../core/link";
import { FileIcon } from "./icons";
import type { Texts } from "./texts";
import { isWeb, parts } from "./turns";

/** Links and files under the words of a message. */
export function Extras({ client, body, texts }: { client: Client; body: Body; texts: Texts }) {
  const links = parts(body, "links").filter((one) => isWeb(one.url));
  const files = parts(body, "attachments").filter((one) => isWeb(one.url));
  if (!links.length && !files.length) return null;
  return (
    <ul class="extras">
      {links.map(({ url, label }) => (
        <li>
          <a href={String(url)} target="_blank" rel="noopener noreferrer">
            {String(label || url)}
          </a>
        </li>
      ))}
      {files.map(({ url, name, size }) => (
        <li>
          {/* Files lie on our server, not on the page's. */}
          <a href={new URL(String(url), client.host).href} target="_blank" rel="noopener noreferrer" download={String(name ?? "")}>
            <FileIcon />
            <span class="unseen">{texts.say("file")}</span> {String(name || url)} <small>{sizeOf(size)}</small>
          </a>
        </li>
      ))}
    </ul>
  );
}

function sizeOf(bytes: unknown): string {
  if (typeof bytes !== "number" || bytes <= 0) return "";
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** One tap says whether an answer helped; a cut leaves the question open. */
export function Helpful({ client, decision, texts }: { client: Client; decision: string; texts: Texts }) {
  const [said, setSaid] = useState<boolean>();
  const tell = (helpful: boolean) =>
    client.thread.connection.call("bot.feedback", { decision, helpful }).then(
      () => setSaid(helpful),
      () => undefined,
    );
  return (
    <p class="helpful" role="status">
      {said === undefined ? texts.say("helpful") : texts.say(said ? "helped" : "notHelped")}
      {said === undefined && (
        <>
          <button type="button" class="link" onClick={() => void tell(true)}>
            {texts.say("yes")}
          </button>
          <button type="button" class="link" onClick={() => void tell(false)}>
            {texts.say("no")}
          </button>
        </>
      )}
    </p>
  );
}
