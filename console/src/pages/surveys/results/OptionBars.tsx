import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { questionOf } from "@/pages/surveys/form";
import { chose, isMany } from "@/pages/surveys/results/columns";
import { useLooking, useWords } from "@/pages/surveys/results/looking";
import { Middle } from "@/pages/surveys/results/Numbers";
import { Ranged } from "@/pages/surveys/results/Ranged";
import classes from "@/pages/surveys/results/Results.module.css";
import type { OptionResult, QuestionResult } from "@/pages/surveys/results/shapes";

interface OptionBarsProps {
  result: QuestionResult;
  options: OptionResult[];
  title: string;
}

/** A bar per option with the interval of its share; each opens the people who chose it. */
export function OptionBars({ result, options, title }: OptionBarsProps) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const { survey, open } = useLooking();
  const words = useWords();
  const many = isMany(questionOf(survey.form, result.question));
  const key = result.key;
  // Days are counted by month and times by hour: there is no one answer to look for.
  const isCut = result.kind === "date" || result.kind === "time";
  const isPoint = result.kind === "rating";
  const plain: Record<string, string> = { true: t("yesNo.true"), false: t("yesNo.false"), "1": t("yesNo.true"), "0": t("yesNo.false") };
  return (
    <div className={classes.bars}>
      {options.map((one) => {
        const flag = result.kind === "boolean" || result.kind === "consent" ? plain[one.code] : undefined;
        const label = words(one.label) || flag || (result.kind === "time" ? `${one.code}:00` : one.code);
        const point = { column: key, least: Number(one.code), most: Number(one.code) };
        return (
          <Ranged
            key={one.code}
            label={label}
            value={one.share}
            low={one.low}
            high={one.high}
            figures={t("results.shareOf", { share: percent(one.share), n: number(one.count) })}
            onOpen={isCut ? undefined : () => open(t("people.said", { question: title, said: label }), isPoint ? point : chose(result.kind, key, one.code, many))}
          />
        );
      })}
      {result.numbers && (
        <div className={classes.wide}>
          <Middle numbers={result.numbers} />
        </div>
      )}
    </div>
  );
}
