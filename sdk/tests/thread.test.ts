import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { openBox } from "../src/core/box";
import { Client } from "../src/core/client";
import { Server, until } from "./fake-server";

let server: Server;
beforeEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
  vi.stubGlobal("indexedDB", new IDBFactory());
  server = new Server();
  server.install();
});

const visit = () => {
  const client = new Client({ key: "wk", host: "http://feilun.test", page: false });
  client.thread.connection.start();
  return client;
};
const mine = (client: Client) => client.thread.messages.map((one) => [one.body.text, one.state]);

test("a message is shown at once and sent when the server confirmed it", async () => {
  const client = visit();
  client.send("你好");
  expect(mine(client)).toEqual([["你好", "waiting"]]);
  await until(() => client.thread.messages[0]?.state === "sent");
  expect(server.texts()).toEqual(["你好"]);
});

test("what was typed offline arrives once and in order", async () => {
  const client = visit();
  await until(() => client.thread.state === "open");
  server.isUp = false;
  server.cut();
  ["一", "二", "三"].forEach((word) => client.send(word));
  expect(client.thread.state).toBe("offline");
  server.isUp = true;
  await until(() => client.thread.messages.every((one) => one.state === "sent"));
  expect(server.texts()).toEqual(["一", "二", "三"]);
});

test("a lost answer leads to the same message again, and it lands once", async () => {
  const client = visit();
  await until(() => client.thread.state === "open");
  server.swallow = 1;
  client.send("在吗");
  await until(() => server.log.length === 1);
  server.cut();
  await until(() => client.thread.messages[0]?.state === "sent");
  client.send("在的");
  await until(() => server.log.length === 2);
  expect(server.texts()).toEqual(["在吗", "在的"]);
  expect(client.thread.messages).toHaveLength(2);
});

test("a page that was closed sends its outbox when it is opened again", async () => {
  const closed = visit();
  await until(() => closed.thread.state === "open");
  server.isUp = false;
  server.cut();
  closed.send("还有货吗");
  const box = await openBox("feilun:wk");
  await vi.waitFor(async () => expect(await box.all("messages")).toHaveLength(1));
  closed.thread.connection.stop();
  server.isUp = true;
  const opened = visit();
  await until(() => server.log.length === 1);
  await until(() => opened.thread.messages[0]?.state === "sent");
  expect(server.texts()).toEqual(["还有货吗"]);
  await vi.waitFor(async () => expect(await box.all("messages")).toHaveLength(0));
});

test("a tap and its words survive a closed page, whole and once", async () => {
  const closed = visit();
  await until(() => closed.thread.state === "open");
  server.isUp = false;
  server.cut();
  closed.send("退货", { tap: { kind: "menu", id: "returns" } });
  const box = await openBox("feilun:wk");
  await vi.waitFor(async () => expect(await box.all("messages")).toHaveLength(1));
  closed.thread.connection.stop();
  server.isUp = true;
  visit();
  await until(() => server.log.length === 1);
  expect(server.log[0]?.body).toEqual({ text: "退货", tap: { kind: "menu", id: "returns" } });
});

test("what was said during a cut is recovered, after own messages that have no echo", async () => {
  const client = visit();
  client.send("一");
  await until(() => client.thread.messages[0]?.state === "sent");
  server.say("二");
  await until(() => client.thread.messages.length === 2);
  server.cut();
  server.say("三");
  await until(() => client.thread.messages.length === 3);
  expect(client.thread.messages.map((one) => one.seq)).toEqual([1, 2, 3]);
});

test("a gap between two pushes is filled from the log", async () => {
  const client = visit();
  await until(() => client.thread.state === "open");
  server.add({ cid: "x", kind: "staff", type: "text", body: { text: "漏" } });
  server.say("到");
  await until(() => client.thread.messages.length === 2);
  expect(client.thread.messages.map((one) => one.body.text)).toEqual(["漏", "到"]);
});

test("a first visit shows the newest fifty messages", async () => {
  for (let at = 1; at <= 70; at++) server.add({ cid: `h${at}`, kind: "staff", type: "text", body: { text: `${at}` } });
  const client = visit();
  await until(() => client.thread.messages.length === 50);
  expect(client.thread.messages[0]?.body.text).toBe("21");
});

test("unread counts what others said and reading clears it for the next page too", async () => {
  const client = visit();
  await until(() => client.thread.state === "open");
  server.say("您好");
  await until(() => client.thread.unread === 1);
  client.thread.read();
  expect(client.thread.unread).toBe(0);
  const again = visit();
  await until(() => again.thread.messages.length === 1);
  expect(again.thread.unread).toBe(0);
});

test("a refused message is marked and can be sent again under its own id", async () => {
  const client = visit();
  await until(() => client.thread.state === "open");
  server.refuse = { code: 1422 };
  const cid = client.send("太长");
  await until(() => client.thread.messages[0]?.state === "failed");
  server.refuse = undefined;
  client.thread.retry(cid);
  await until(() => server.log.length === 1);
  expect(server.log[0]?.cid).toBe(cid);
});

test("a passing refusal keeps the message and its turn", async () => {
  const client = visit();
  await until(() => client.thread.state === "open");
  server.refuse = { code: 111, temporary: true };
  client.send("一");
  client.send("二");
  await new Promise((go) => setTimeout(go, 50));
  server.refuse = undefined;
  await until(() => server.log.length === 2);
  expect(server.texts()).toEqual(["一", "二"]);
});

test("signing out leaves no message behind", async () => {
  const client = visit();
  client.send("我的地址是…");
  await until(() => client.thread.messages[0]?.state === "sent");
  const before = client.identity.known.anonymousId;
  client.reset();
  expect(client.thread.messages).toEqual([]);
  expect(client.identity.known.anonymousId).not.toBe(before);
});
