// The one line that tells most about an event.
import type { TimelineRow } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import { useReasonName } from "@/pages/bot/answers/RouteBadge";

/** Facts of Feilun itself, against events that the shop sent. */
export const OURS = /^(message|conversation|audience|journey|consent|outbox|survey|feedback|case|bot)\./;

const TELLING = ["title", "subject", "text", "name", "products.name", "products.category", "product", "query", "path", "url", "reason"];

/** The line of each event, in words of the reader; asked once for a whole timeline. */
export function useDetails(): (row: TimelineRow) => string {
  const { amount } = useFormats();
  const reasonOf = useReasonName();
  return (row) => {
    const told = detailOf(row, amount);
    // A handover tells its reason as a code.
    return row.type.startsWith("conversation.") ? reasonOf(told) : told;
  };
}

function detailOf(row: TimelineRow, amount: (value: number) => string): string {
  const { properties } = row;
  const money = [properties.total, properties.revenue, properties.value].find((value) => typeof value === "number");
  const words = TELLING.map((key) => properties[key]).find((value) => value !== undefined && value !== null && value !== "");
  const parts = [money === undefined ? "" : amount(money as number), scores(properties.scores), plain(words)];
  return parts.filter(Boolean).join(" · ");
}

/** What she scored in a survey, such as NPS 3. */
function scores(told: unknown): string {
  const listed = Object.values((told ?? {}) as Record<string, { kind?: string; value?: unknown }>);
  return listed.filter((one) => typeof one?.value === "number").map((one) => `${String(one.kind).toUpperCase()} ${one.value}`).join("、");
}

function plain(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  const list = Array.isArray(value) ? value : [value];
  const text = list.slice(0, 3).map(String).join("、");
  return list.length > 3 ? `${text} +${list.length - 3}` : text;
}
