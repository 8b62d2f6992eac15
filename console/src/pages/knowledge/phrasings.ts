// Many phrasings at once: pasted lines, numbered or not, without those that are there already.
import type { Language, Phrasing } from "@/pages/knowledge/shapes";

const MARKS = /^\s*(?:[-*•·]|\d{1,4}[.)、．]|[（(]\d{1,4}[)）])\s*/;

/** The same words, however they were typed. */
export function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean).join(" ");
}

export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.replace(MARKS, "").trim()).filter(Boolean);
}

/** Answers the new list and how many of the lines were there already. */
export function added(known: Phrasing[], language: Language, text: string): { phrasings: Phrasing[]; repeated: number } {
  const seen = new Set(known.filter((one) => one.language === language).map((one) => plain(one.text)));
  const fresh: Phrasing[] = [];
  let repeated = 0;
  for (const line of linesOf(text)) {
    if (seen.has(plain(line))) repeated += 1;
    else fresh.push({ language, text: line });
    seen.add(plain(line));
  }
  return { phrasings: [...known, ...fresh], repeated };
}
