import { describe, expect, it } from "vitest";

import document from "../../openapi.json";

const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.*"], { eager: true, query: "?raw", import: "default" });
const METHODS: Record<string, string> = { useAnswer: "get", usePages: "get", remove: "delete" };
const CALL = /\b(get|post|put|patch|remove|useAnswer|usePages)(?:<[^(]*?>)?\(\s*(?:[\w.()"!? =&]+\? )?(["`])(\/[^"`]*)\2/g;

const known = new Set(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path.replace("/api/v1", "").replaceAll(/{[^}]*}/g, "{}")}`),
  ),
);

/** Every call of the API in the sources, such as `get /customers/{}`. */
function calls(source: string): string[] {
  return [...source.matchAll(CALL)].map(([, verb = "", , path = ""]) => {
    const plain = path.replaceAll(/\$\{[^}]*\}/g, "{}").replace(/\?.*$/, "");
    return `${METHODS[verb] ?? verb} ${plain}`;
  });
}

describe("calls of the API", () => {
  it("are found in the sources", () => {
    const found = Object.values(sources).flatMap(calls);
    expect(found).toContain("get /customers/{}");
    expect(found.length).toBeGreaterThan(20);
  });

  it("name only routes that the document has", () => {
    const unknown = Object.entries(sources).flatMap(([path, source]) =>
      calls(source).filter((call) => !known.has(call)).map((call) => `${path}: ${call}`),
    );
    expect(unknown).toEqual([]);
  });
});
