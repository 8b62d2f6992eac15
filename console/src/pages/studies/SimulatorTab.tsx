import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { Bookmark, BookmarkX, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { sentence } from "@/api/problems";
import { useFormats } from "@/i18n/format";
import { Cannibals } from "@/pages/studies/Cannibals";
import { isSound } from "@/pages/studies/markets";
import { MarketRules } from "@/pages/studies/MarketRules";
import { usePlanning } from "@/pages/studies/planning";
import { Products } from "@/pages/studies/Products";
import { Report, Warnings } from "@/pages/studies/Report";
import { Scenarios } from "@/pages/studies/Scenarios";
import { ShareBars } from "@/pages/studies/ShareBars";
import { Simulable } from "@/pages/studies/Simulable";
import type { EstimateRow, Simulation } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { useSimulation } from "@/pages/studies/useSimulation";
import { useBetween } from "@/pages/studies/words";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

/** Products beside each other; whatever is moved, the shares move with it. */
export function SimulatorTab() {
  return <Simulable>{(estimate, choice) => <Simulator estimate={estimate} choice={choice} />}</Simulable>;
}

function Simulator({ estimate, choice }: { estimate: EstimateRow; choice: ReactNode }) {
  const { t } = useTranslation("studies");
  const { study, drawing } = usePlanning();
  const { market, baseline } = drawing;
  const { data, error, isPlaceholderData } = useSimulation(study.id, estimate.id, market, baseline);
  return (
    <Stack gap="lg">
      {!isSound(market) && (
        <Alert color="orange" icon={<TriangleAlert size={17} aria-hidden />} role="status">
          {t("simulator.names")}
        </Alert>
      )}
      {error && <Alert color="red">{sentence(error)}</Alert>}
      {data && <Warnings warnings={data.warnings} />}
      <div className={classes.simulator}>
        <Stack gap="lg" miw={0}>
          <MarketRules choice={choice} />
          <Products shares={data?.shares ?? []} />
        </Stack>
        <Surface title={t("share.title")} aside={<Baseline />}>
          {data ? <Shares data={data} people={estimate.base} isOld={isPlaceholderData} /> : !error && <Loading lines={4} />}
        </Surface>
      </div>
      {data?.cannibalisation && <Cannibals found={data.cannibalisation} />}
      <Scenarios />
      {data && <Report report={{ ...data.report, says: [] }} title={t("simulator.advice")} />}
    </Stack>
  );
}

function Shares({ data, people, isOld }: { data: Simulation; people: number; isOld: boolean }) {
  const { t } = useTranslation("studies");
  const { percent, number } = useFormats();
  const between = useBetween(percent);
  return (
    // What is drawn is one moment old while the next is on its way; it stays, only told apart for machines.
    <div aria-busy={isOld}>
      {data.shares.some((one) => one.is_own) && (
        <div className={classes.ownShare}>
          <Text size="sm" c="dimmed">
            {t("share.own")}
          </Text>
          <Text fz={28} fw={650} lh={1.2} className="fl-number">
            {percent(data.own_share)}
          </Text>
          <Text size="sm" c="dimmed" className="fl-number">
            {between(data.own_low, data.own_high)}
          </Text>
        </div>
      )}
      <ShareBars shares={data.shares} />
      <Text size="xs" c="dimmed" mt="md">
        {t("share.people", { n: number(people) })}
      </Text>
    </div>
  );
}

/** The market to compare with: whatever is moved later is told as a change against it. */
function Baseline() {
  const { t } = useTranslation("studies");
  const { drawing } = usePlanning();
  return (
    <Group gap={6}>
      <Button variant="default" size="xs" leftSection={<Bookmark size={14} aria-hidden />} onClick={() => drawing.setBaseline(drawing.market)}>
        {t(drawing.baseline ? "share.baselineAgain" : "share.baseline")}
      </Button>
      {drawing.baseline && (
        <Button variant="subtle" color="gray" size="xs" leftSection={<BookmarkX size={14} aria-hidden />} onClick={() => drawing.setBaseline(null)}>
          {t("share.noBaseline")}
        </Button>
      )}
    </Group>
  );
}
