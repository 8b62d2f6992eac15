/** What a live connection must do; the WebSocket and the long poll both do it. */
import type { Json } from "./identity";

export type Body = { [name: string]: Json | undefined };

/** What POST /connection/visitor answers: a token for the visitor's own thread, and where that thread stands. */
export interface Ticket {
  token: string;
  stream: string;
  epoch: string;
  offset: number;
}

/** The place up to which we have everything; the epoch says which log it counts in. */
export interface Place {
  offset: number;
  epoch: string;
}

export interface Publication {
  offset?: number;
  data: Body;
}

export interface Ears {
  /** Open and subscribed; `recovered` is false if publications may be missing before the given ones. */
  open(place: Place, publications: Publication[], recovered: boolean): void;
  publication(publication: Publication): void;
  closed(failure: Failure): void;
  /** A fresh token before the old one runs out, so that nobody is cut off for it. */
  renew(): Promise<string>;
}

export interface Link {
  call(method: string, body: Body): Promise<Body>;
  tell(body: Body): void;
  /** True if a sign of life came within the agreed time. */
  isAlive(): boolean;
  close(): void;
}

export type Failure = "cut" | "refused" | "token";

/** The server's own word on a call: `passing` means the same call may be repeated. Any other error is a cut. */
export interface Refusal {
  code: number;
  passing: boolean;
}

export function isRefusal(error: unknown): error is Refusal {
  return !!error && typeof (error as Refusal).passing === "boolean";
}
