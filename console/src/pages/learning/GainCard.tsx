import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import classes from "@/pages/learning/Learning.module.css";
import type { Gain } from "@/pages/learning/shapes";
import { Loading } from "@/shared/Loading";
import { Stat } from "@/shared/Stat";
import { Surface } from "@/shared/Surface";

/** The last four weeks asked again, with the proposal and without it. */
export function GainCard({ gain }: { gain: Gain | null }) {
  const { t } = useTranslation("learning");
  const { number } = useFormats();
  if (!gain) {
    return (
      <Surface title={t("gain.title")}>
        <Text size="sm" c="dimmed" role="status">
          {t("gain.computing")}
        </Text>
        <Loading lines={2} />
      </Surface>
    );
  }
  return (
    <Surface title={t("gain.title")}>
      <div className={classes.cards}>
        <Stat
          label={t("gain.answered")}
          value={`+${number(gain.answered)}`}
          hint={t("gain.answeredHint", { missed: number(gain.missed), exact: number(gain.exact) })}
        />
        <Stat label={t("gain.changed")} value={number(gain.changed)} hint={t("gain.changedHint", { right: number(gain.right) })} />
      </div>
      <Text size="xs" c="dimmed" mt="sm">
        {t(`gain.${gain.method}`)}
      </Text>
      {gain.examples.length > 0 && <Examples title={t("gain.also")} texts={gain.examples} />}
      {gain.changes.length > 0 && (
        <Examples title={t("gain.instead")} texts={gain.changes.map((one) => `${one.text} (${one.title})`)} />
      )}
    </Surface>
  );
}

function Examples({ title, texts }: { title: string; texts: string[] }) {
  return (
    <>
      <Text size="sm" fw={600} mt="sm">
        {title}
      </Text>
      <List size="sm">
        {texts.map((text) => (
          <List.Item key={text}>{text}</List.Item>
        ))}
      </List>
    </>
  );
}
