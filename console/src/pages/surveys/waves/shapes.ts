import type { components } from "@/api/schema";

type Shapes = components["schemas"];

/** A time as the page knows it: whole days. */
export interface WaveWish {
  name: string;
  since: string;
  until: string;
}

export type Waves = Shapes["SurveyWaves"];
export type WaveQuestion = Shapes["QuestionWaves"];
