// The server's refusals (RFC 9457) as an error with a sentence a person can read.
import { i18n } from "@/i18n";

export interface Problem {
  status: number;
  code: string;
  detail: string;
  [more: string]: unknown;
}

export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.code);
    this.name = "Refused";
    this.status = problem.status;
    this.code = problem.code;
    this.problem = problem;
  }
}

export async function problemOf(answer: Response): Promise<Refused> {
  const bare: Problem = { status: answer.status, code: `http_${answer.status}`, detail: answer.statusText };
  const body: unknown = await answer.json().catch(() => null);
  return new Refused(typeof body === "object" && body !== null ? { ...bare, ...body } : bare);
}

/** What to show: our own words for well-known refusals, else what the server said. */
export function sentence(error: unknown): string {
  if (error instanceof Refused) {
    const known = `problem.${error.code}`;
    return i18n.exists(known) ? i18n.t(known, error.problem) : error.message;
  }
  return error instanceof TypeError ? i18n.t("problem.offline") : String(error);
}
