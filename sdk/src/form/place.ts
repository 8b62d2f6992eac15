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

  front = (link: string, language: string) => this.call<Front>("GET", `${link}?language=${encodeURIComponent(language)}`);
  open = (link: string, wish: object) => this.call<Place>("POST", `${link}/responses`, JSON.stringify(wish));
  resume = (token: string, language: string) => this.call<Place>("GET", `${token}?language=${encodeURIComponent(language)}`);
  /** `body` as text: sent again word for word, it lands once. */
  save = (token: string, body: string, leaving = false) => this.call<Place>("PUT", `${token}/answers`, body, leaving);

  send(token: string, question: string, name: string, content: Blob): Promise<{ id: string; name: string; type: string; size: number }> {
    const about = new URLSearchParams({ question, name });
    return this.call("POST", `${token}/files?${about}`, content, false, 5 * PATIENCE);
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
