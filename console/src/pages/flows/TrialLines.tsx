import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import classes from "@/pages/flows/Flow.module.css";
import type { TrialAnswer, TrialLine } from "@/pages/flows/shapes";

interface Tapped {
  label: string;
  tap: Record<string, unknown>;
}

export function TrialLines({ answer }: { answer: TrialAnswer }) {
  const last = answer.lines.length - 1;
  return (
    <Stack gap={8}>
      {answer.lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the dialog only grows
        <Line key={index} line={line} isLast={index === last} />
      ))}
    </Stack>
  );
}

function Line({ line, isLast }: { line: TrialLine; isLast: boolean }) {
  const { t, i18n } = useTranslation("flows");
  const { trial } = useEditing();
  if (line.by === "event") {
    const detail = line.detail.replace(/not_faked$/, t("try.notFaked"));
    const reason = i18n.exists(`flows:reason.${line.detail}`) ? t(`reason.${line.detail}` as "reason.finished") : detail;
    return <Text className={classes.event}>{t(`event.${line.event}` as "event.finish", { detail: reason })}</Text>;
  }
  const body = line.body as { text?: string; article?: string; buttons?: Tapped[] };
  const text = body.article ? t("try.article", { id: body.article.slice(0, 8) }) : (body.text ?? "");
  return (
    <>
      <div className={classes.bubble} data-by={line.by}>
        {text}
      </div>
      {isLast && body.buttons && (
        <Group gap={6}>
          {body.buttons.map(({ label, tap }) => (
            <Button key={label} size="xs" variant="default" onClick={() => trial.say({ text: label, tap })}>
              {label}
            </Button>
          ))}
        </Group>
      )}
    </>
  );
}
