import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { questionOf } from "@/pages/surveys/form";
import { chose, isMany, keyOf } from "@/pages/surveys/results/columns";
import { useLooking, useWords } from "@/pages/surveys/results/looking";
import { Ranged } from "@/pages/surveys/results/Ranged";
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
  const key = keyOf(result.question, result.item);
  const plain: Record<string, string> = { true: t("yesNo.true"), false: t("yesNo.false"), "1": t("yesNo.true"), "0": t("yesNo.false") };
  return (
    <Stack gap={4}>
      {options.map((one) => {
        const label = words(one.label) || (result.kind === "boolean" || result.kind === "consent" ? (plain[one.code] ?? one.code) : one.code);
        return (
          <Ranged
            key={one.code}
            label={label}
            value={one.share}
            low={one.low}
            high={one.high}
            figures={t("results.shareOf", { share: percent(one.share), n: number(one.count) })}
            onOpen={() => open(t("people.said", { question: title, said: label }), chose(result.kind, key, one.code, many))}
          />
        );
      })}
    </Stack>
  );
}
