// A quick look at a Liquid text for one customer, in the browser. The server renders the real message and is stricter.

export interface Filled {
  text: string;
  missing: string[];
  /** The text has logic ({% … %}) that this look leaves as it is written. */
  hasLogic: boolean;
}

type Values = { [name: string]: unknown };

export function filled(template: string, values: Values, isHtml = false): Filled {
  const missing: string[] = [];
  const text = template.replace(/{{-?\s*([\w.]+)\s*((?:\|[^}]*)?)-?}}/g, (_, path: string, filters: string) => {
    const value = piped(valueAt(values, path), filters);
    if (value === undefined || value === null || value === "") {
      missing.push(path);
      return `[${path}]`;
    }
    return isHtml ? escaped(String(value)) : String(value);
  });
  return { text, missing, hasLogic: template.includes("{%") };
}

function valueAt(values: Values, path: string): unknown {
  return path.split(".").reduce<unknown>((at, name) => (typeof at === "object" && at !== null ? (at as Values)[name] : undefined), values);
}

function piped(value: unknown, filters: string): unknown {
  return filters
    .split("|")
    .map((filter) => filter.trim())
    .filter(Boolean)
    .reduce((now, filter) => applied(now, filter), value);
}

function applied(value: unknown, filter: string): unknown {
  const [, name = "", given = ""] = /^(\w+)(?:\s*:\s*["']?(.*?)["']?)?$/.exec(filter) ?? [];
  if (name === "default") return value === undefined || value === null || value === "" ? given : value;
  if (value === undefined || value === null) return value;
  if (name === "upcase") return String(value).toUpperCase();
  if (name === "downcase") return String(value).toLowerCase();
  if (name === "append") return `${String(value)}${given}`;
  return name === "prepend" ? `${given}${String(value)}` : value;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
