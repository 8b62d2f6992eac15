import { useRef, useState } from "preact/hooks";
import type { Client } from "../core";
import { SendIcon } from "./icons";
import type { Texts } from "./texts";

export function Composer({ client, texts }: { client: Client; texts: Texts }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    if (!text.trim()) return;
    client.send(text.trim());
    setText("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that picks a word in an input method is not "send"; 229 is what older WebKit reports then.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  const onInput = (event: Event) => {
    setText((event.target as HTMLTextAreaElement).value);
    client.thread.tellTyping();
  };
  return (
    <form class="composer" onSubmit={(event) => (event.preventDefault(), send())}>
      <textarea
        ref={field}
        rows={Math.min(5, text.split("\n").length)}
        maxLength={4000}
        value={text}
        aria-label={texts.say("composer")}
        placeholder={texts.say("placeholder")}
        onInput={onInput}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="icon is-main" aria-label={texts.say("send")} disabled={!text.trim()}>
        <SendIcon />
      </button>
    </form>
  );
}
