// The shapes of articles as the pages use them: what the API leaves out when it is empty is always there here.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];
type Whole<T> = T extends (infer Part)[]
  ? Whole<Part>[]
  : T extends object
    ? { [Name in keyof T]-?: Whole<T[Name]> }
    : T;

export type Language = Shapes["ArticlePhrasing"]["language"];
export type Content = Whole<Shapes["ArticleContent"]>;
export type Answer = Whole<Shapes["AnswerVariant"]>;
export type Phrasing = Shapes["ArticlePhrasing"];
export type LinkRow = Shapes["ArticleLink"];
export type Attachment = Whole<Shapes["ArticleAttachment"]>;
export type Card = Whole<Shapes["ArticleCard"]>;
export type CardButton = Whole<Shapes["ArticleCardButton"]>;
export type QuickReply = Whole<Shapes["ArticleQuickReply"]>;
export type Tap = Whole<Shapes["ArticleTap"]>;
export type ArticleProblem = Shapes["ArticleProblem"];
export type ArticleRow = Shapes["ArticleRow"];
export type ArticleState = Shapes["ArticleRow"]["state"];
export type ArticleView = Omit<Shapes["ArticleView"], "content" | "approved"> & { content: Content; approved: Content | null };
export type Overview = Shapes["ArticleOverview"];
export type Revision = Shapes["ArticleRevision"];
export type RevisionView = Shapes["ArticleRevisionView"];
export type Change = Shapes["ArticleChange"];
export type Checks = Shapes["ArticleChecks"];
export type Finding = Whole<Shapes["ArticleFinding"]>;
export type Report = Whole<Shapes["ArticleImportReport"]>;
export type Approvals = Shapes["ArticleApprovals"];
export type StoredFile = Shapes["ArticleFile"];

export const LANGUAGES: Language[] = ["zh-CN", "zh-TW", "en"];
export const CHANNELS = ["webchat", "wechat", "weibo", "email", "sms", "voice"];

export const EMPTY: Content = {
  title: "", topic: "", phrasings: [], answers: [], flow: null, hand_over: false, small_talk: false, valid_from: null, valid_until: null,
};

export function emptyAnswer(language: Language): Answer {
  return { language, channels: [], audiences: [], text: "", links: [], attachments: [], card: null, quick_replies: [] };
}

/** The same list with one row replaced, or taken out. */
export function withRow<T>(rows: T[], place: number, row: T | null): T[] {
  return row === null ? rows.filter((_, at) => at !== place) : rows.map((old, at) => (at === place ? row : old));
}
