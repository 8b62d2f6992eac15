/** Who this browser is: an anonymous id in a cookie and in localStorage, and what `identify` told us. */
import { newId } from "./ids";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };
export type Traits = { [name: string]: Json | undefined };
export type Choices = { analytics?: boolean; marketing?: boolean };

export interface Known {
  anonymousId: string;
  userId?: string;
  proof?: string;
  traits?: Traits;
  groupId?: string;
  choices?: Choices;
}

const COOKIE = "feilun_anonymous";
const YEAR = 31_536_000;

export class Identity {
  known: Known;
  private readonly slot: string;

  constructor(key: string, anonymousId?: string) {
    this.slot = `feilun:${key}`;
    const kept = this.kept();
    // The cookie lives on the parent domain too, so it wins: it joins shop.example and www.shop.example.
    this.known = { ...kept, anonymousId: anonymousId ?? cookie() ?? kept.anonymousId ?? newId() };
    this.keep({});
  }

  keep(change: Partial<Known>): void {
    this.known = { ...this.known, ...change };
    writeCookie(this.known.anonymousId);
    try {
      localStorage.setItem(this.slot, JSON.stringify(this.known));
    } catch {
      // Storage is refused in some private windows; the cookie or this page's memory has to do.
    }
  }

  forget(): void {
    this.known = { anonymousId: newId(), choices: this.known.choices };
    this.keep({});
  }

  private kept(): Partial<Known> {
    try {
      return JSON.parse(localStorage.getItem(this.slot) ?? "{}") as Partial<Known>;
    } catch {
      return {};
    }
  }
}

function cookie(): string | undefined {
  const found = /(?:^|; )feilun_anonymous=([\w-]{8,64})/.exec(document.cookie);
  return found?.[1];
}

/** Browsers refuse a cookie on a public suffix, so the widest domain that sticks is the shop's own. */
function writeCookie(id: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const parts = location.hostname.split(".");
  const domains = /^[\d.]+$|:/.test(location.hostname) ? [] : parts.map((_, at) => parts.slice(-at - 1).join("."));
  for (const domain of [...domains, ""]) {
    const scope = domain ? `; Domain=${domain}` : "";
    document.cookie = `${COOKIE}=${id}; Path=/; Max-Age=${2 * YEAR}; SameSite=Lax${scope}${secure}`;
    if (cookie() === id) return;
  }
}
