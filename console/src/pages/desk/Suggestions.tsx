// Approved answers to what the customer asked last: one click, or Alt and a number, puts the words into the box.
import { Button, Group, Kbd, Text, Tooltip } from "@mantine/core";
import { Sparkles } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { get } from "@/api/client";
import { useAnswer } from "@/api/queries";
import type { components } from "@/api/schema";
import { useShares } from "@/pages/bot/answers/Answers";
import { sayFailed } from "@/shared/confirm";

type Shapes = components["schemas"];
type Suggested = Shapes["ReplySuggestions"];

// What is less probable than that only takes the eye away.
const LEAST = 0.1;

interface SuggestionsProps {
  conversation: string;
  /** Number of the newest message: a new question has other answers. */
  newest: number;
  onTake: (text: string) => void;
}

export function Suggestions({ conversation, newest, onTake }: SuggestionsProps) {
  const { t } = useTranslation("advice");
  const { share } = useShares();
  const { data } = useAnswer<Suggested>(newest ? `/conversations/${conversation}/suggestions` : null, { newest });
  const items = useMemo(() => (data?.items ?? []).filter((one) => one.probability >= LEAST), [data]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const item = event.altKey && !event.ctrlKey ? items[Number(event.code.replace("Digit", "")) - 1] : undefined;
      if (!item) return;
      event.preventDefault();
      onTake(item.text);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [items, onTake]);
  if (items.length === 0) return null;
  return (
    <Group gap={6} mb={8} role="group" aria-label={t("suggestions")}>
      {items.map((one, place) => (
        <Tooltip key={one.article} label={one.text} multiline maw={360} openDelay={300}>
          <Button size="compact-xs" variant={one.is_sure ? "light" : "default"} onClick={() => onTake(one.text)}>
            {one.title}
            <Text span size="xs" c="dimmed" ml={6} className="fl-number">
              {share(one.probability)}
            </Text>
            <Kbd size="xs" ml={6}>
              Alt {place + 1}
            </Kbd>
          </Button>
        </Tooltip>
      ))}
      <Draft conversation={conversation} onTake={onTake} />
    </Group>
  );
}

/** A reply by the language model, asked for by hand; the button is there only when one is configured. */
function Draft({ conversation, onTake }: { conversation: string; onTake: (text: string) => void }) {
  const { t } = useTranslation("advice");
  const { data: writer } = useAnswer<Shapes["WriterState"]>("/writer");
  const [busy, setBusy] = useState(false);
  if (!writer?.is_configured) return null;
  const ask = async () => {
    setBusy(true);
    try {
      const answer = await get<Suggested>(`/conversations/${conversation}/suggestions`, { draft: true });
      if (answer.draft) onTake(answer.draft);
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="compact-xs" variant="subtle" loading={busy} leftSection={<Sparkles size={13} aria-hidden />} onClick={() => void ask()}>
      {t("draft")}
    </Button>
  );
}
