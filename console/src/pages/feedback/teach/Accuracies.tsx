import { Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import type { Accuracy, Figures } from "@/pages/feedback/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

/** How often the machine was right where a person looked at a text drawn by chance. */
export function Accuracies() {
  const { t } = useTranslation("feedback");
  const { data, error, refetch } = useAnswer<Figures>("/feedback/figures");
  return (
    <Surface title={t("accuracy.title")}>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!data && !error && <Loading lines={3} />}
      {data?.accuracy.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("accuracy.none")}
        </Text>
      )}
      <Stack gap="md">
        {data?.accuracy.map((one) => (
          <Line key={`${one.family} ${one.by}`} accuracy={one} />
        ))}
      </Stack>
    </Surface>
  );
}

function Line({ accuracy }: { accuracy: Accuracy }) {
  const { t } = useTranslation("feedback");
  const { number, percent } = useFormats();
  const name = `${t(`family.${accuracy.family}`, { defaultValue: t("unknownLanguage") })} · ${t(`accuracy.by.${accuracy.by}`)}`;
  return (
    <div>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <Text fz="xl" fw={650} className="fl-number">
        {percent(accuracy.accuracy)}
      </Text>
      <Progress value={accuracy.accuracy * 100} aria-label={`${name}: ${percent(accuracy.accuracy)}`} />
      <Text size="xs" c="dimmed" className="fl-number" mt={4}>
        {t("accuracy.base", {
          low: percent(accuracy.low),
          high: percent(accuracy.high),
          held: number(accuracy.held),
          judged: number(accuracy.judged),
        })}
      </Text>
    </div>
  );
}
