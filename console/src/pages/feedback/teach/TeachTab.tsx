// Labels by hand: one text at a time, by keyboard; and how right the machine is.
import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import classes from "@/pages/feedback/Feedback.module.css";
import { Accuracies } from "@/pages/feedback/teach/Accuracies";
import { LabelCard } from "@/pages/feedback/teach/LabelCard";
import { Models } from "@/pages/feedback/teach/Models";
import { type Picking, useQueue } from "@/pages/feedback/teach/useQueue";
import type { Wish } from "@/pages/feedback/wish";
import { Surface } from "@/shared/Surface";

export default function TeachTab({ wish }: { wish: Wish }) {
  const { t } = useTranslation("feedback");
  const may = useRights();
  const [picked, setPicked] = useState<Picking>("fair");
  const ways = (["fair", "unsure"] as const).map((value) => ({ value, label: t(`teach.${value}`) }));
  return (
    <div className={classes.two}>
      {may("survey.write") && (
        <Surface
          title={t("teach.title")}
          aside={
            <SegmentedControl
              size="xs"
              aria-label={t("teach.which")}
              data={ways}
              value={picked}
              onChange={(value) => setPicked(value as Picking)}
            />
          }
        >
          <Text size="sm" c="dimmed" mb="md">
            {t(`teach.${picked}Text`)}
          </Text>
          <Labelling key={`${picked} ${JSON.stringify(wish)}`} picked={picked} wish={wish} />
        </Surface>
      )}
      <Stack gap="lg">
        <Accuracies />
        <Models />
      </Stack>
    </div>
  );
}

function Labelling({ picked, wish }: { picked: Picking; wish: Wish }) {
  return <LabelCard queue={useQueue(picked, wish)} />;
}
