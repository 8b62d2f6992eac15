import { useEffect } from "preact/hooks";
import type { PanelProps } from "./Panel";

/** Origin isolation: the same chat as a page of its own, which scripts of the shop cannot read. */
export function Frame({ client, texts }: PanelProps) {
  const { key, proof, theme } = client.settings;
  const { anonymousId, userId } = client.identity.known;
  const about = new URLSearchParams({ key, locale: texts.locale, theme: theme ?? "auto", anonymous: anonymousId });
  about.set("url", location.href);
  about.set("title", document.title);
  if (userId && proof) (about.set("user", userId), about.set("proof", proof));
  useEffect(() => {
    const hear = (message: MessageEvent<{ feilun?: string; unread?: number }>) => {
      if (message.origin !== new URL(client.host).origin) return;
      if (message.data.feilun === "unread") client.emit("unread", message.data.unread ?? 0);
      if (message.data.feilun === "close") client.close();
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, [client]);
  // After the hash, so that neither key nor proof reaches a server log.
  return <iframe class="frame" title={texts.say("title")} src={`${client.host}/sdk/chat.html#${about}`} />;
}
