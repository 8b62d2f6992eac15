// What a message holds besides its words. A body comes from outside, so every part is looked at before it is shown.
export interface Said {
  links: { label: string; url: string }[];
  files: { name: string; url: string }[];
  choices: string[];
  card: { title: string; url: string; image: string } | null;
  tapped: boolean;
}

type Part = Record<string, unknown>;

export function saidIn(type: string, body: Part): Said {
  const words = (part: Part, name: string) => (typeof part[name] === "string" ? part[name] : "");
  const list = (name: string) => (Array.isArray(body[name]) ? (body[name] as unknown[]) : []).filter(isPart);
  const links = list("links").map((one) => ({ label: words(one, "label"), url: safe(words(one, "url")) }));
  const files = list("attachments").map((one) => ({ name: words(one, "name"), url: safe(words(one, "url")) }));
  return {
    links: links.filter((one) => one.url),
    files: files.filter((one) => one.url),
    choices: [...list("quick_replies"), ...list("buttons")].map((one) => words(one, "label")).filter(Boolean),
    card: type === "card" ? { title: words(body, "title"), url: safe(words(body, "url")), image: safe(words(body, "image")) } : null,
    tapped: isPart(body.tap),
  };
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null;
}

/** A web address or a path of ours; `javascript:` and its like are nothing. */
export function safe(url: string): string {
  return /^(https?:\/\/|\/(?!\/))/i.test(url) ? url : "";
}
