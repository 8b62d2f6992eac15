// Which parts of a text are marked. Pure.

export interface Part {
  text: string;
  marked: boolean;
}

interface Folded {
  text: string;
  /** Where each folded character stood. */
  places: number[];
}

const CLAUSE_END = /[。！？!?;；\n，,、]/;

/** Case, width and spaces folded one character at a time, so that places stay known. */
function fold(text: string): Folded {
  let folded = "";
  const places: number[] = [];
  for (let place = 0; place < text.length; place += 1) {
    const one = (text[place] ?? "").normalize("NFKC").toLowerCase();
    for (const letter of /\s/.test(one) ? " " : one) {
      if (letter === " " && folded.endsWith(" ")) continue;
      folded += letter;
      places.push(place);
    }
  }
  return { text: folded, places };
}

/** Where these words stand in the text, as [from, to). A clause that was folded further is found by its sign. */
export function places(text: string, words: string[]): [number, number][] {
  const folded = fold(text);
  const found: [number, number][] = [];
  for (const word of words) {
    const wanted = fold(word).text.trim();
    if (!wanted) continue;
    for (let at = folded.text.indexOf(wanted); at >= 0; at = folded.text.indexOf(wanted, at + wanted.length)) {
      const from = folded.places[at] ?? 0;
      found.push([from, (folded.places[at + wanted.length - 1] ?? from) + 1]);
    }
  }
  return joined(found);
}

/** The clauses an aspect was read from; where traditional characters hide one, the part of the text round its sign. */
export function clausePlaces(text: string, clauses: { clause: string; word: string }[]): [number, number][] {
  const found = clauses.flatMap(({ clause, word }) => {
    const exact = places(text, [clause]);
    return exact.length > 0 ? exact : places(text, [word]).map((one) => round(text, one));
  });
  return joined(found);
}

function round(text: string, [from, to]: [number, number]): [number, number] {
  let start = from;
  let end = to;
  while (start > 0 && !CLAUSE_END.test(text[start - 1] ?? "")) start -= 1;
  while (end < text.length && !CLAUSE_END.test(text[end] ?? "")) end += 1;
  return [start, end];
}

function joined(found: [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const one of found.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && one[0] <= last[1]) last[1] = Math.max(last[1], one[1]);
    else result.push([...one]);
  }
  return result;
}

export function parts(text: string, marks: [number, number][]): Part[] {
  const result: Part[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from > at) result.push({ text: text.slice(at, from), marked: false });
    result.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  if (at < text.length) result.push({ text: text.slice(at), marked: false });
  return result;
}
