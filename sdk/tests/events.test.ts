import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { backoff } from "../src/core/backoff";
import { memoryBox, openBox } from "../src/core/box";
import { Client } from "../src/core/client";
import { Server, until } from "./fake-server";

let server: Server;
beforeEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
  document.cookie = "feilun_anonymous=; Max-Age=0; Path=/";
  vi.stubGlobal("indexedDB", new IDBFactory());
  server = new Server();
  server.install();
});
const visit = () => new Client({ key: "wk", host: "http://feilun.test", page: false });
const sent = () => server.posts.flatMap(({ body }) => body.batch ?? []);

test("events go in one batch, in order, with the write key and one anonymous id", async () => {
  const client = visit();
  client.track("Product Viewed", { name: "米粉" });
  client.identify("lin@example.com", { name: "林" });
  client.track("Order Completed", { total: 9.9 });
  await until(() => sent().length === 3);
  const batches = server.posts.filter(({ body }) => body.batch);
  expect(batches).toHaveLength(1);
  expect(batches[0]).toMatchObject({
    address: "http://feilun.test/v1/batch",
    body: {
      writeKey: "wk",
      batch: [
        { type: "track", event: "Product Viewed", anonymousId: client.identity.known.anonymousId },
        { type: "identify", userId: "lin@example.com", traits: { name: "林" } },
        { type: "track", event: "Order Completed", userId: "lin@example.com" },
      ],
    },
  });
});

test("events of a page that was offline are sent by the next page under the same ids", async () => {
  server.isUp = false;
  visit().track("Product Viewed");
  const box = await openBox("feilun:wk");
  await vi.waitFor(async () => expect(await box.all("events")).toHaveLength(1));
  const [kept] = await box.all<{ messageId: string }>("events");
  server.isUp = true;
  visit();
  await until(() => sent().some((one) => one.messageId === kept?.item.messageId));
  await vi.waitFor(async () => expect(await box.all("events")).toHaveLength(0));
});

test("a leaving page hands its events to a beacon", async () => {
  const beacon = vi.fn((_address: string, _body: Blob) => true);
  navigator.sendBeacon = beacon as unknown as Navigator["sendBeacon"];
  visit().track("Product Viewed");
  dispatchEvent(new Event("pagehide"));
  const call = beacon.mock.calls.at(-1)!;
  expect(call[0]).toBe("http://feilun.test/v1/batch");
  expect(call[1].type).toBe("text/plain");
  expect(await call[1].text()).toContain("Product Viewed");
});

test("without consent to analytics nothing is recorded", async () => {
  const client = visit();
  client.consent({ analytics: false });
  client.track("Product Viewed");
  client.send("但聊天照常");
  await until(() => server.log.length === 1);
  expect(sent()).toEqual([]);
});

test("the same browser keeps its anonymous id", () => {
  expect(visit().identity.known.anonymousId).toBe(visit().identity.known.anonymousId);
});

test("another person on the same browser is another visitor", () => {
  const client = visit();
  client.identify("lin@example.com");
  const lin = client.identity.known.anonymousId;
  client.identify("chen@example.com");
  expect(client.identity.known.anonymousId).not.toBe(lin);
});

test("a browser without a database keeps the outbox in memory", async () => {
  const box = await openBox("x", null);
  expect(box.lasting).toBe(false);
  const memory = memoryBox();
  const first = await memory.put("a", 1);
  await memory.put("a", 2);
  await memory.remove([first]);
  expect((await memory.all("a")).map((one) => one.item)).toEqual([2]);
});

test("waits are jittered over the whole span from 0.1 to 20 seconds", () => {
  expect(backoff(0, () => 0)).toBe(100);
  expect(backoff(30, () => 0)).toBe(100);
  expect(backoff(30, () => 1)).toBe(20_000);
});
