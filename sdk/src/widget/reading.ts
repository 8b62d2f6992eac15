/** How moments and system lines read. */
import type { Message } from "../core";
import type { Texts } from "./texts";

export function isSpoken(message: Message): boolean {
  return message.type === "text" || message.type === "card";
}

export function timeOf(at: string, texts: Texts): string {
  return new Intl.DateTimeFormat(texts.locale, { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(at));
}

export function dayOf(at: string, texts: Texts): string {
  const moment = new Date(at);
  if (moment.toDateString() === new Date().toDateString()) return texts.say("today");
  return new Intl.DateTimeFormat(texts.locale, { month: "long", day: "numeric", weekday: "short" }).format(moment);
}

const LINES = {
  "conversation.assigned": "assigned",
  "conversation.resolved": "resolved",
  "conversation.returned": "returned",
  "conversation.left": "left",
  "conversation.unanswered": "unanswered",
} as const;

/** The event of a system message names what happened; what we have no words for stays unsaid. */
export function systemLine(message: Message, texts: Texts): string {
  if (message.type === "rating") return texts.say("thanks");
  const event = String(message.body.event ?? "");
  if (!(event in LINES)) return "";
  return texts.say(LINES[event as keyof typeof LINES], { name: String(message.body.name ?? texts.say("staff")) });
}

/** The conversation that was just closed and not yet rated, if the thread rests there. */
export function toRate(messages: Message[]): Message | undefined {
  const events = messages.filter((one) => one.type === "system" || one.type === "rating" || one.type === "text");
  const last = events.at(-1);
  return last?.type === "system" && last.body.event === "conversation.resolved" ? last : undefined;
}

/** Text in pieces, so that addresses become links without any HTML. */
export function pieces(text: string): { text: string; href?: string }[] {
  return text.split(/(https?:\/\/[^\s<>"，。；！？）】」]+)/).flatMap((part, at) => {
    if (!part) return [];
    return at % 2 ? [{ text: part, href: part }] : [{ text: part }];
  });
}
