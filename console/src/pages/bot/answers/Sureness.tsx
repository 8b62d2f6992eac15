import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useShares } from "@/pages/bot/answers/Answers";
import type { BotDecision } from "@/pages/bot/shapes";

/** How certain the bot was, beside how certain it had to be; nothing where it recognised nothing. */
export function Sureness({ decision }: { decision: BotDecision }) {
  const { t } = useTranslation("bot");
  const { share } = useShares();
  const { confidence, threshold } = decision;
  const parts = [
    typeof confidence === "number" && `${t("answers.confidence")} ${share(confidence)}`,
    typeof threshold === "number" && t("answers.threshold", { value: share(threshold) }),
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <Text size="xs" c="dimmed" className="fl-number">
      {parts.join(" · ")}
    </Text>
  );
}
