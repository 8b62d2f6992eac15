import type { Client } from "../core";
import type { Body } from "../core/link";

/** A product or an order: picture, title, words, and buttons that open an address or answer for the visitor. */
export function Card({ client, body }: { client: Client; body: Body }) {
  const { title, text, image, url } = body;
  const buttons = Array.isArray(body.buttons) ? (body.buttons as Body[]) : [];
  return (
    <div class="card">
      {isWeb(image) && <img src={image} alt="" loading="lazy" />}
      {title && <strong>{isWeb(url) ? <a href={url} target="_blank" rel="noopener noreferrer">{String(title)}</a> : String(title)}</strong>}
      {text && <p class="words">{String(text)}</p>}
      {buttons.map((button) =>
        isWeb(button.url) ? (
          <a class="choice" href={button.url} target="_blank" rel="noopener noreferrer">
            {String(button.label)}
          </a>
        ) : (
          <button type="button" class="choice" onClick={() => client.send(String(button.label))}>
            {String(button.label)}
          </button>
        ),
      )}
    </div>
  );
}

function isWeb(value: unknown): value is string {
  return typeof value === "string" && /^(https?:\/\/|\/(?!\/))/.test(value);
}
