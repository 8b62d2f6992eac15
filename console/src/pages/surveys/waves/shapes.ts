import type { components } from "@/api/schema";

type Shapes = components["schemas"];

/** A time as the page knows it: whole days, of this survey or of another one that asked the same. */
export interface WaveWish {
  name: string;
  since: string;
  until: string;
  survey?: string;
}

export type Waves = Shapes["SurveyWaves"];
export type WaveQuestion = Shapes["QuestionWaves"];
