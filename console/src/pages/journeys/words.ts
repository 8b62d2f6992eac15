// What a node says of itself in two lines.
import { type Say, sentenceOf } from "@/pages/audiences/sentence";
import type { Rule } from "@/pages/audiences/shapes";
import type { Entry, Problem, Step } from "@/pages/journeys/shapes";

export function spanOf(minutes: number, say: Say): string {
  if (minutes > 0 && minutes % 1440 === 0) return say("span.days", { n: minutes / 1440 });
  if (minutes > 0 && minutes % 60 === 0) return say("span.hours", { n: minutes / 60 });
  return say("span.minutes", { n: minutes });
}

export function summaryOf(step: Step, say: Say, sayRule: Say): string {
  switch (step.kind) {
    case "wait":
      return spanOf(step.minutes, say);
    case "wait_until":
      return say("summary.until", { time: step.time || "–" });
    case "condition":
      return isRule(step.rule) ? sentenceOf(step.rule, sayRule) : say("summary.noRule");
    case "email":
      return step.subject || say("summary.noSubject");
    case "chat":
      return step.text || say("summary.noText");
    case "survey":
      return say(step.survey ? "summary.survey" : "summary.noSurvey");
    default:
      return say("summary.exit");
  }
}

export function isRule(rule: object): rule is Rule {
  return Object.keys(rule).length > 0;
}

export function entrySummary(entry: Entry, audienceName: string | undefined, say: Say): string {
  if (entry.kind === "event") return entry.event ? say("summary.event", { event: entry.event }) : say("summary.noEvent");
  return entry.audience ? say("summary.audience", { name: audienceName ?? "…" }) : say("summary.noAudience");
}

/** Our words for the problems we know, the server's for the rest. */
export function problemText(problem: Problem, say: Say, knows: (key: string) => boolean): string {
  const key = `problem.${problem.code}`;
  return knows(key) ? say(key) : problem.problem;
}
