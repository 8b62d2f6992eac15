import type { ScoreChange, ScoreResult, Told } from "@/pages/surveys/results/shapes";
import type { Words } from "@/pages/surveys/shapes";

export interface WaveWish {
  name: string;
  since: string;
  until: string;
}

export interface WaveQuestion {
  question: string;
  title: Words;
  waves: { name: string; score: ScoreResult }[];
  changes: ScoreChange[];
  warnings: Told[];
}

export interface Waves {
  questions: WaveQuestion[];
}
