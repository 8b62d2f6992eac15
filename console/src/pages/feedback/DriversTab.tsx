// What moves the score, topics and structured answers weighed together.
import { Alert, Stack, Text } from "@mantine/core";
import { ArrowDown, ArrowUp, Scale } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Refused } from "@/api/problems";
import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import classes from "@/pages/feedback/Feedback.module.css";
import { type Picked, SentenceDrawer } from "@/pages/feedback/SentenceDrawer";
import { type Driver, type Drivers, said } from "@/pages/feedback/shapes";
import { queryOf, type Wish } from "@/pages/feedback/wish";
import { Track } from "@/pages/feedback/Track";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

export default function DriversTab({ wish }: { wish: Wish }) {
  const { t } = useTranslation("feedback");
  const { data, error, refetch, isPending } = useAnswer<Drivers>("/feedback/drivers", queryOf(wish));
  // Too few answers to weigh is no fault but an answer.
  const isTooFew = error instanceof Refused && error.status === 422;
  return (
    <Surface title={t("drivers.title")}>
      {isTooFew && <EmptyState icon={Scale} title={t("drivers.none")} text={t("drivers.noneText")} />}
      {error && !isTooFew && <ErrorState error={error} onAgain={() => void refetch()} />}
      {isPending && <Loading lines={8} />}
      {data && <Weighed drivers={data} wish={wish} />}
    </Surface>
  );
}

function Weighed({ drivers, wish }: { drivers: Drivers; wish: Wish }) {
  const { t, i18n } = useTranslation("feedback");
  const { number, percent } = useFormats();
  const [picked, setPicked] = useState<Picked | null>(null);
  const top = Math.max(...drivers.drivers.map((one) => one.share_high ?? one.share));
  const nameOf = useDriverName();
  const pick = (one: Driver) => {
    const more: Wish = one.kind === "topic" ? { topic: one.id } : one.kind === "waited" ? { waited_over: "300" } : {};
    setPicked({ title: nameOf(one), wish: { ...wish, ...more }, more });
  };
  return (
    <Stack gap="md">
      <Alert variant="light" color="orange" icon={<Scale size={18} aria-hidden />}>
        {t("drivers.noCause")}
      </Alert>
      <Text size="sm" c="dimmed">
        {t("drivers.text", {
          n: number(drivers.responses),
          score: t(`scoreName.${drivers.score_kind}`, { defaultValue: t("scoreName.other") }),
          share: percent(drivers.explained),
        })}
      </Text>
      <ul className={classes.rows}>
        {drivers.drivers.map((one) => (
          <Row key={`${one.kind} ${one.id}`} driver={one} top={top} name={nameOf(one)} onPick={() => pick(one)} />
        ))}
      </ul>
      {drivers.warnings.map((one) => (
        <Text key={String(one.code)} size="xs" c="dimmed">
          {said(one.words as Record<string, string>, i18n.language)}
        </Text>
      ))}
      <SentenceDrawer picked={picked} onClose={() => setPicked(null)} onNarrow={() => setPicked(null)} />
    </Stack>
  );
}

function useDriverName(): (driver: Driver) => string {
  const { t, i18n } = useTranslation("feedback");
  return (one) => {
    if (one.kind === "waited") return t("drivers.waited");
    if (one.kind === "topic") return one.name;
    const title = said(one.title, i18n.language) || t("drivers.answer");
    const option = said(one.option, i18n.language);
    return option ? t("drivers.option", { title, option }) : title;
  };
}

function Row({ driver, top, name, onPick }: { driver: Driver; top: number; name: string; onPick: () => void }) {
  const { t } = useTranslation("feedback");
  const { number, percent } = useFormats();
  const isUp = driver.direction >= 0;
  const Icon = isUp ? ArrowUp : ArrowDown;
  const { share_low: low, share_high: high } = driver;
  return (
    <li>
      <button type="button" className={classes.row} onClick={onPick}>
        <span className={classes.head}>
          <Text span size="sm" fw={600} className={classes.name}>
            {name}
          </Text>
          <Text span size="sm" className="fl-number">
            {percent(driver.share)}
          </Text>
        </span>
        <Track value={driver.share} low={low} high={high} top={top}>
          <span data-way={isUp ? "up" : "down"} style={{ width: "100%" }} />
        </Track>
        <Text span size="xs" c="dimmed" className={classes.facts}>
          <Icon size={13} aria-hidden />
          {t(isUp ? "drivers.up" : "drivers.down")}
          {low !== null && high !== null && ` · ${t("interval", { low: percent(low), high: percent(high) })}`}
          {` · ${t(`drivers.of.${driver.kind}`, { n: number(driver.responses) })}`}
        </Text>
      </button>
    </li>
  );
}
