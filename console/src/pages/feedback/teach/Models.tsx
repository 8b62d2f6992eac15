import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { GraduationCap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import type { Figures, Model } from "@/pages/feedback/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

/** Models of your own: what they were taught with and whether they beat what ships. */
export function Models() {
  const { t } = useTranslation("feedback");
  const { number } = useFormats();
  const may = useRights();
  const [busy, setBusy] = useState(false);
  const { data: figures } = useAnswer<Figures>("/feedback/figures");
  const { data = [] } = useAnswer<Model[]>("/feedback/models");
  const learn = async () => {
    setBusy(true);
    try {
      await post("/feedback/trainings");
      sayDone(t("model.wanted"));
      await changed("/feedback/models");
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const judged = data.filter((one) => one.fitted_at);
  return (
    <Surface title={t("model.title")}>
      <Text size="sm" c="dimmed" mb="md">
        {t("model.text")} {(figures?.labels_needed ?? 0) > 0 && t("model.needed", { n: number(figures?.labels_needed ?? 0) })}
      </Text>
      <Stack gap="md">
        {judged.map((one) => (
          <Line key={one.family} model={one} />
        ))}
      </Stack>
      {may("survey.write") && (
        <Button
          mt="md"
          variant="default"
          loading={busy}
          leftSection={<GraduationCap size={16} aria-hidden />}
          onClick={() => void learn()}
        >
          {t("model.learn")}
        </Button>
      )}
    </Surface>
  );
}

function Line({ model }: { model: Model }) {
  const { t } = useTranslation("feedback");
  const { number, percent } = useFormats();
  const told = model.figures as Record<string, number | string>;
  const share = (name: string) => percent(Number(told[name] ?? 0));
  return (
    <div>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {t(`family.${model.family}`)}
        </Text>
        <Badge color={model.is_used ? "teal" : "gray"}>{t(model.is_used ? "model.used" : "model.unused")}</Badge>
        <Text size="xs" c="dimmed">
          <TimeAgo at={model.fitted_at} />
        </Text>
      </Group>
      {told.problem === "one_label" ? (
        <Text size="sm">{t("model.oneLabel", { n: number(model.labels) })}</Text>
      ) : (
        <>
          <Text size="sm" className="fl-number">
            {t("model.own", { share: share("accuracy"), low: share("low"), high: share("high"), n: number(model.labels) })}
          </Text>
          <Text size="xs" c="dimmed" className="fl-number">
            {t("model.beside", { shipped: share("shipped_accuracy"), most: share("majority_accuracy"), error: share("calibration_error") })}
          </Text>
        </>
      )}
    </div>
  );
}
