import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { areas } from "@/app/areas";
import { useFormats } from "@/i18n/format";
import { useLooking } from "@/pages/surveys/results/looking";
import type { QuestionResult } from "@/pages/surveys/results/shapes";
import { CustomerLink } from "@/shared/CustomerLink";
import { TimeAgo } from "@/shared/TimeAgo";

interface TextsProps {
  texts: NonNullable<QuestionResult["texts"]>;
  survey: string;
  /** Where the words are kept: by it the page of voices knows them, and people are found who wrote them. */
  column: string;
  title: string;
}

/** The newest words with who wrote them; the page of voices reads them all. */
export function Texts({ texts, survey, column, title }: TextsProps) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const { open } = useLooking();
  const voices = areas.find((one) => one.name === "feedback")?.to;
  return (
    <Stack gap="sm">
      {texts.newest.map((one) => (
        <blockquote key={`${one.response}${one.at}`} style={{ margin: 0 }}>
          <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {one.text}
          </Text>
          <Text size="xs" c="dimmed" component="footer">
            {one.customer ? <CustomerLink id={one.customer} name={one.customer_name} /> : t("answers.unknown")} · <TimeAgo at={one.at} />
          </Text>
        </blockquote>
      ))}
      <Group gap="md">
        <Anchor component="button" type="button" size="sm" py={3} c="var(--fl-accent-text)" onClick={() => open(title, { column, is_answered: true })}>
          {t("results.wrote", { count: texts.count, n: number(texts.count) })}
        </Anchor>
        {voices && (
          <Anchor component={Link} to={voices} search={{ survey, question: column } as never} size="sm" py={3} c="var(--fl-accent-text)">
            {t("results.voices")}
          </Anchor>
        )}
      </Group>
    </Stack>
  );
}
