// @vitest-environment node
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const folder = new URL("../../src/feilun/static/sdk/", import.meta.url);

/** The gzip bytes of files and of all that they import from the first moment on. */
function weight(...names: string[]): number {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const text = readFileSync(new URL(name, folder), "utf8");
    for (const [, found] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) visit(found!);
  };
  names.forEach(visit);
  return [...seen].reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, folder)), { level: 9 }).length, 0);
}

test.runIf(existsSync(folder)).each([
  ["the loader", ["feilun.js"], 1.5],
  ["the headless core", ["core.js"], 6],
  ["everything before opening", ["feilun.js", "core.js", "widget.js"], 12],
  ["a survey", ["survey.js"], 40],
  ["a survey in the widget", ["prompt.js"], 40],
  ["everything after opening", ["feilun.js", "core.js", "widget.js", "panel.js"], 45],
])("%s keeps its budget", (_, files, budget) => {
  expect(weight(...files) / 1024).toBeLessThan(budget);
});
