import { useState } from "preact/hooks";
import type { Thread } from "../core/thread";
import { StarIcon } from "./icons";
import { toRate } from "./reading";
import type { TextKey, Texts } from "./texts";

const SCORES = [1, 2, 3, 4, 5] as const;

/** Asked once, when the conversation was closed; writing again makes it go away. */
export function Rating({ thread, texts }: { thread: Thread; texts: Texts }) {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  const [rated, setRated] = useState<string>();
  const closed = toRate(thread.messages);
  // The server's echo, a line in the log, says thanks.
  if (!closed || rated === closed.cid) return null;
  const submit = async (event: Event) => {
    event.preventDefault();
    // Offline the form stays; a refusal (rated already, written again) ends it.
    const isOver = await thread.rate(closed.body.conversation, score, comment).then(
      () => true,
      (reason: { passing?: boolean } | undefined) => reason?.passing === false,
    );
    if (!isOver) return;
    setRated(closed.cid);
    setScore(0);
    setComment("");
  };
  return (
    <form class="rating" onSubmit={(event) => void submit(event)}>
      <fieldset>
        <legend>{texts.say("rate")}</legend>
        {SCORES.map((one) => (
          <label key={one} class={one <= score ? "star is-on" : "star"} title={texts.say(`rate${one}` as TextKey)}>
            <input type="radio" name="score" checked={one === score} onChange={() => setScore(one)} />
            <span class="unseen">{texts.say(`rate${one}` as TextKey)}</span>
            <StarIcon />
          </label>
        ))}
      </fieldset>
      {score > 0 && (
        <>
          <input
            class="comment"
            value={comment}
            maxLength={1000}
            aria-label={texts.say("comment")}
            placeholder={texts.say("comment")}
            onInput={(event) => setComment((event.target as HTMLInputElement).value)}
          />
          <button type="submit" class="choice">
            {texts.say("submit")}
          </button>
        </>
      )}
    </form>
  );
}
