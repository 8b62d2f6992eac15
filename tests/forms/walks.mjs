/** Walks through many forms with the browser's engine: node walks.mjs ENGINE FORMS RESULTS, a line of JSON per form. */
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [engine, forms, results] = process.argv.slice(2);
const { walk } = await import(pathToFileURL(engine));
const out = createWriteStream(results);
for await (const line of createInterface({ input: createReadStream(forms) })) {
  const { form, cases } = JSON.parse(line);
  const found = cases.map(({ answers, about }) => walk(form, answers, about));
  out.write(`${JSON.stringify(found)}\n`);
}
await new Promise((done) => out.end(done));
