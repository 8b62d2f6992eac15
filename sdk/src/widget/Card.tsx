import type { Client } from "../core";
import type { Body } from "../core/link";
import { isWeb, parts } from "./turns";

/** A product or an order: picture, title, words, and buttons that open an address or answer for the visitor. */
export function Card({ client, body, isActive }: { client: Client; body: Body; isActive: boolean }) {
  const { title, text, image, url } = body;
  const buttons = parts(body, "buttons");
  return (
    <div class="card">
      {isWeb(image) && <img src={new URL(image, client.host).href} alt="" loading="lazy" />}
      {title && <strong>{isWeb(url) ? <a href={url} target="_blank" rel="noopener noreferrer">{String(title)}</a> : String(title)}</strong>}
      {text && <p class="words">{String(text)}</p>}
      {buttons.map((button) =>
        isWeb(button.url) ? (
          <a class="choice" href={button.url} target="_blank" rel="noopener noreferrer">
            {String(button.label)}
          </a>
        ) : (
          <button
            type="button"
            class="choice"
            disabled={!isActive}
            onClick={() => client.send(String(button.label), button.tap ? { tap: button.tap } : {})}
          >
            {String(button.label)}
          </button>
        ),
      )}
    </div>
  );
}
