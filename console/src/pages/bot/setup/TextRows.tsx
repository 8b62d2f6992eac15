// What the bot says by itself at each moment; empty means the built-in words, which stand behind as a hint.
import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { SetupFields } from "@/pages/bot/setup/WelcomeRows";
import { WordsField } from "@/pages/bot/setup/WordsField";
import { said, type Words } from "@/pages/bot/shapes";

export function TextRows({ draft, change, language, disabled, builtIn }: SetupFields & { builtIn: Record<string, Words> }) {
  const { t, i18n } = useTranslation("bot");
  const nameOf = (moment: string) => (i18n.exists(`moment.${moment}`, { ns: "bot" }) ? t(`moment.${moment}`) : moment);
  const write = (moment: string, words: Words) => {
    const texts = { ...draft.texts, [moment]: words };
    if (Object.keys(words).length === 0) delete texts[moment];
    change({ texts });
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("texts.text")}
      </Text>
      {Object.entries(builtIn).map(([moment, words]) => (
        <WordsField
          key={moment}
          long
          label={nameOf(moment)}
          words={draft.texts[moment]}
          otherwise={said(words, language)}
          language={language}
          disabled={disabled}
          onChange={(next) => write(moment, next)}
        />
      ))}
    </Stack>
  );
}
