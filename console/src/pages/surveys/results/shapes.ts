// What the results side of surveys says over HTTP, by shorter names.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];

/** Nothing of it is needed: what is left out is not asked. */
export type AnswerFilter = { [Name in keyof Shapes["AnswerFilter"]]?: Shapes["AnswerFilter"][Name] | undefined };
export type TraitFilter = Shapes["TraitRule"];
export type ColumnFilter = Shapes["AnswerRule"];
export type AnswerSplit = Partial<Shapes["AnswerSplit"]>;

export type SurveyResults = Shapes["SurveyResults"];
export type QuestionResult = Shapes["QuestionResult"];
export type OptionResult = Shapes["AnswerShare"];
export type RowResult = Shapes["AnswerLine"];
export type NumberResult = Shapes["NumberFigures"];
export type ScoreResult = Shapes["ScoreResult"];
export type ScoreChange = Shapes["ScoreChange"];
export type Told = Shapes["MarketWarning"];

export type Psm = Shapes["PriceSensitivity"];
export type Ladder = Shapes["GaborGranger"];
export type Kano = Shapes["KanoResult"];
export type Turf = Shapes["TurfResult"];
export type MaxdiffItem = Shapes["ItemCount"];

export type StudyOfSurvey = Shapes["StudyRow"];

export type Respondent = Shapes["SurveyRespondent"];
export type RespondentPage = Shapes["RespondentPage"];
export type ScoreReport = Shapes["SurveyScores"];
