// The one line that tells most about an event.
import type { TimelineRow } from "@/api/shapes";

/** Facts of Feilun itself, against events that the shop sent. */
export const OURS = /^(message|conversation|audience|journey|consent|outbox)\./;

const TELLING = ["title", "subject", "text", "name", "products.name", "products.category", "product", "query", "path", "url", "reason"];

export function detailOf(row: TimelineRow, amount: (value: number) => string): string {
  const { properties } = row;
  const money = [properties.total, properties.revenue, properties.value].find((value) => typeof value === "number");
  const words = TELLING.map((key) => properties[key]).find((value) => value !== undefined && value !== null && value !== "");
  const parts = [money === undefined ? "" : amount(money as number), plain(words)];
  return parts.filter(Boolean).join(" · ");
}

function plain(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  const list = Array.isArray(value) ? value : [value];
  const text = list.slice(0, 3).map(String).join("、");
  return list.length > 3 ? `${text} +${list.length - 3}` : text;
}
