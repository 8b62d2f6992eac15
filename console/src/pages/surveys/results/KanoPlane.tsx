// Kano: each feature on the plane of better and worse, by letter, and what it is taken for in words.
import { Alert, Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { questionOf } from "@/pages/surveys/form";
import { useLooking, useWords } from "@/pages/surveys/results/looking";
import classes from "@/pages/surveys/results/Results.module.css";
import type { QuestionResult } from "@/pages/surveys/results/shapes";

interface KanoPlaneProps {
  kano: NonNullable<QuestionResult["kano"]>;
  question: string;
}

const CORNERS = [
  { code: "A", at: classes.topLeft },
  { code: "O", at: classes.topRight },
  { code: "I", at: classes.bottomLeft },
  { code: "M", at: classes.bottomRight },
];
const letter = (place: number) => String.fromCharCode(65 + (place % 26)) + (place >= 26 ? String(Math.floor(place / 26)) : "");

/** A little away from the edge, so that a letter is never cut. */
const inside = (share: number) => 5 + share * 90;

/** The server's words begin with the code of the feature; people read its name. */
function named(text: string, codes: string[], nameOf: (code: string) => string): string {
  const code = codes.find((one) => text.startsWith(`${one}:`) || text.startsWith(`${one}：`));
  return code ? nameOf(code) + text.slice(code.length) : text;
}

export function KanoPlane({ kano, question }: KanoPlaneProps) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const words = useWords();
  const { survey } = useLooking();
  const rows = questionOf(survey.form, question)?.rows ?? [];
  const nameOf = (code: string) => words(rows.find((one) => one.code === code)?.label, code);
  const features = kano.features;
  return (
    <div className={classes.two}>
      <div>
        <div className={classes.plane} role="img" aria-label={t("kano.plane", { count: features.length })}>
          {CORNERS.map(({ code, at }) => (
            <span key={code} className={at}>
              {t(`kano.category.${code}`)}
            </span>
          ))}
          {features.map((one, place) =>
            one.better === null || one.worse === null ? null : (
              <b key={one.name} style={{ left: `${inside(Math.abs(one.worse))}%`, bottom: `${inside(one.better)}%` }}>
                {letter(place)}
              </b>
            ),
          )}
        </div>
        <Text size="xs" c="dimmed" mt={4}>
          {t("kano.axes")}
        </Text>
      </div>
      <Stack gap="sm">
        {features.map((one, place) => (
          <div key={one.name}>
            <Group gap={6}>
              <Text size="sm" fw={600}>
                {letter(place)}. {nameOf(one.name)}
              </Text>
              {one.category && <Badge color={one.is_clear ? "teal" : "gray"}>{t(`kano.category.${one.category}`)}</Badge>}
              {one.category && !one.is_clear && (
                <Text size="xs" c="dimmed">
                  {t("kano.unclear", { second: t(`kano.category.${one.second ?? "I"}`) })}
                </Text>
              )}
            </Group>
            <Text size="xs" c="dimmed" className="fl-number">
              {one.better !== null && one.worse !== null && `${t("kano.figures", { better: percent(one.better), worse: percent(Math.abs(one.worse)) })} · `}
              {Object.entries(one.counts)
                .filter(([, count]) => count > 0)
                .map(([code, count]) => `${t(`kano.category.${code}`)} ${number(Math.round(count))}`)
                .join(" · ")}
            </Text>
          </div>
        ))}
        {kano.warnings.filter(({ code }) => code !== "tie").map((one, place) => (
          <Alert key={place} color="yellow" variant="light" p="xs">
            {named(words(one.words), rows.map(({ code }) => code), nameOf)}
          </Alert>
        ))}
      </Stack>
    </div>
  );
}
