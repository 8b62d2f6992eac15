/** Whose turn it is, read from the messages alone: who speaks, which buttons still count, what was chosen. Pure. */
import type { Message } from "../core";
import type { Body } from "../core/link";
import { isSpoken } from "./reading";

export type Standing = "bot" | "waiting" | "offline" | "agent" | "closed";

const EVENTS: Record<string, Standing> = {
  "conversation.assigned": "agent",
  "conversation.returned": "bot",
  "conversation.left": "bot",
  "conversation.unanswered": "offline",
  "conversation.resolved": "closed",
};

/** Who speaks with her now; the last message that says so decides. */
export function standingOf(messages: Message[]): Standing {
  for (const { type, sender, body } of [...messages].reverse()) {
    const told = type === "system" ? EVENTS[String(body.event)] : undefined;
    if (told) return told;
    if (sender.kind === "staff") return "agent";
    const moment = (body.handover as Body | undefined)?.moment;
    if (sender.kind === "bot" && moment) return moment === "offline" ? "offline" : "waiting";
  }
  return "bot";
}

export interface Turns {
  /** The bot's newest message, while nobody has answered it: its buttons count. */
  active?: string;
  /** The newest message that asks whether it helped. */
  asks?: string;
  /** What she tapped under a message: the label by the message's id. */
  chosen: Map<string, string>;
}

export function turnsOf(messages: Message[]): Turns {
  const turns: Turns = { chosen: new Map() };
  let last: Message | undefined;
  for (const message of messages) {
    if (!isSpoken(message)) continue;
    const { kind } = message.sender;
    if (kind === "customer" && last && message.state !== "failed") {
      turns.chosen.set(last.cid, String(message.body.text ?? ""));
      last = undefined;
    } else if (kind === "bot") last = message;
    if (kind === "bot" && message.body.ask_helpful) turns.asks = message.cid;
  }
  if (last && messages.filter(isSpoken).at(-1) === last) turns.active = last.cid;
  return turns;
}

/** A list of objects in a body that came from outside; anything else is an empty list. */
export function parts(body: Body, name: string): Body[] {
  const found = body[name];
  return Array.isArray(found) ? (found.filter((one) => one && typeof one === "object" && !Array.isArray(one)) as Body[]) : [];
}

export function isWeb(value: unknown): value is string {
  return typeof value === "string" && /^(https?:\/\/|\/(?!\/))/i.test(value);
}
