// Addresses in plain text become links; nothing but http and https ever does.

export interface Piece {
  text: string;
  url?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"'，。！？；、（）()]+/g;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let place = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const url = match[0].replace(/[.,!?;:]+$/, "");
    if (match.index > place) found.push({ text: text.slice(place, match.index) });
    found.push({ text: url, url });
    place = match.index + url.length;
  }
  if (place < text.length) found.push({ text: text.slice(place) });
  return found;
}

export function isWebAddress(url: string): boolean {
  return /^https?:\/\/[^\s\\]+$/.test(url);
}
