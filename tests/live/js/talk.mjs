// An unmodified centrifuge-js as a visitor: sends COUNT messages one after another and listens for COUNT answers.
import { Centrifuge } from "centrifuge";
import WebSocket from "ws";

const { URL: address, TOKEN: token, STREAM: stream, COUNT, PAUSE } = process.env;
const count = Number(COUNT);
const heard = [];
const told = { connects: 0, recoveries: 0, lost: 0, acks: [] };

const client = new Centrifuge(address, { token, websocket: WebSocket, minReconnectDelay: 20, maxReconnectDelay: 500 });
const subscription = client.newSubscription(stream);
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

client.on("connected", () => told.connects++);
subscription.on("subscribed", (context) => {
  if (context.wasRecovering) context.recovered ? told.recoveries++ : told.lost++;
});
subscription.on("publication", ({ data, offset }) => {
  if (data.sender?.kind === "staff" && data.type === "text") heard.push({ cid: data.cid, offset });
});
subscription.subscribe();
client.connect();
await subscription.ready();
process.stdout.write("ready\n");

// The outbox: in order, one under way, the same cid until the answer comes.
for (let number = 0; number < count; number++) {
  const wish = { stream, cid: `up-${number}`, type: "text", body: { text: `up ${number}` } };
  for (;;) {
    try {
      const { data } = await client.rpc("msg.send", wish);
      told.acks.push(data.seq);
      break;
    } catch {
      await pause(20);
    }
  }
  await pause(Number(PAUSE));
}
const deadline = Date.now() + 60_000;
while (heard.length < count && Date.now() < deadline) await pause(50);
await pause(500);
process.stdout.write(`${JSON.stringify({ ...told, heard })}\n`);
process.exit(0);
