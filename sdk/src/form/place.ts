/** What the server says of a respondent (docs/surveys.md), and how it is asked. */
import type { Answers, Fault, Form, PageView } from "./engine";

export interface Ending {
  id: string;
  kind: "done" | "screened" | "full";
  text: string;
  redirect: string;
}

export interface Place {
  token: string;
  state: "started" | "partial" | "complete" | "screened" | "full";
  seq: number;
  seed: number;
  language: string;
  languages: string[];
  title: string;
  theme: { [key: string]: unknown };
  progress: number;
  page: PageView | null;
  problems: { [key: string]: Fault[] };
  answers: Answers;
  passed: string[];
  given: { [name: string]: unknown };
  full: string[];
  form: Form | null;
  may_go_back: boolean;
  is_last: boolean;
  may_correct: boolean;
  pages: PageView[];
  end: Ending | null;
}

export interface Front {
  state: string;
  title: string;
  language: string;
  languages: string[];
  theme: { [key: string]: unknown };
}

/** The server's own no. Whatever may pass by itself is thrown as a plain error instead. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly field = "",
  ) {
    super(code);
  }
}

const PATIENCE = 20_000;

export class Door {
  constructor(private readonly host: string) {}

  /** The token to answer with; of a place that was only looked at, the response behind it is opened now. */
  protected tokenOf(token: string): Promise<string> | string {
    return token;
  }

  front = (link: string, language: string) => this.call<Front>("GET", `${link}?language=${encodeURIComponent(language)}`);
  open = (link: string, wish: object) => this.call<Place>("POST", `${link}/responses`, JSON.stringify(wish));
  async resume(token: string, language: string): Promise<Place> {
    return this.call("GET", `${await this.tokenOf(token)}?language=${encodeURIComponent(language)}`);
  }

  /** `body` as text: sent again word for word, it lands once. */
  async save(token: string, body: string, leaving = false): Promise<Place> {
    return this.call("PUT", `${await this.tokenOf(token)}/answers`, body, leaving);
  }

  async send(token: string, question: string, name: string, content: Blob): Promise<{ id: string; name: string; type: string; size: number }> {
    const about = new URLSearchParams({ question, name });
    return this.call("POST", `${await this.tokenOf(token)}/files?${about}`, content, false, 5 * PATIENCE);
  }

  private async call<T>(method: string, path: string, body?: string | Blob, keepalive = false, patience = PATIENCE): Promise<T> {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(`${this.host}/v1/survey/${path}`, {
        method, body, signal: stop.signal, credentials: "omit", keepalive,
      });
      if (answer.ok) return (await answer.json()) as T;
      if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error(`later: ${answer.status}`);
      const said = (await answer.json().catch(() => ({}))) as { code?: string; field?: string };
      throw new Refused(answer.status, said.code ?? "", said.field ?? "");
    } finally {
      clearTimeout(clock);
    }
  }
}

/** A door that is only looked through until she answers something: whoever is merely shown a survey has not begun it. */
export class LookingDoor extends Door {
  private opened: Promise<string> | undefined;

  constructor(
    host: string,
    private readonly looked: string,
    private readonly begin: () => Promise<string>,
  ) {
    super(host);
  }

  /** Opens the response, once; a try that was cut is made again. */
  opening(): Promise<string> {
    return (this.opened ??= this.begin().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    }));
  }

  protected override tokenOf(token: string): Promise<string> | string {
    return token === this.looked ? this.opening() : token;
  }
}
