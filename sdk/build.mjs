/** Builds the SDK and the demo shop into the package; the names are fixed because pages outside refer to them. */
import { cp, mkdir, rm } from "node:fs/promises";
import { build } from "esbuild";

const out = new URL("../src/feilun/static/sdk/", import.meta.url).pathname;
const here = new URL(".", import.meta.url).pathname;
const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: ["es2021"],
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".css": "text" },
  legalComments: "none",
  logLevel: "warning",
};

await rm(out, { recursive: true, force: true });
await mkdir(`${out}shop`, { recursive: true });
await build({ ...common, entryPoints: { feilun: "src/loader.ts" }, outdir: out, format: "iife" });
await build({
  ...common,
  entryPoints: {
    core: "src/core/index.ts",
    widget: "src/widget/mount.ts",
    panel: "src/widget/panel-mount.tsx",
    chat: "src/chat.ts",
    survey: "src/form/page.tsx",
    prompt: "src/widget/prompt.tsx",
  },
  outdir: out,
  format: "esm",
  splitting: true,
  chunkNames: "part-[hash]",
});
await build({ ...common, entryPoints: { "shop/shop": "demo/shop.tsx" }, outdir: out, format: "esm" });
await cp(`${here}chat.html`, `${out}chat.html`);
await cp(`${here}survey.html`, `${out}survey.html`);
await cp(`${here}demo/index.html`, `${out}shop/index.html`);
await cp(`${here}demo/shop.css`, `${out}shop/shop.css`);
