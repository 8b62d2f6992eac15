import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Attributes } from "@/pages/studies/Attributes";
import { CostPanel } from "@/pages/studies/CostPanel";
import { DriversPlan } from "@/pages/studies/DriversPlan";
import { ItemRows } from "@/pages/studies/ItemRows";
import { Num } from "@/pages/studies/Num";
import { usePlanning } from "@/pages/studies/planning";
import { MOST } from "@/pages/studies/plans";
import { PriceRows } from "@/pages/studies/PriceRows";
import { Prohibited } from "@/pages/studies/Prohibited";
import { QuestionFields } from "@/pages/studies/QuestionFields";
import classes from "@/pages/studies/Studies.module.css";
import { TaskFields } from "@/pages/studies/TaskFields";
import { Surface } from "@/shared/Surface";

/** What is asked, and beside it what that asks of people. */
export function PlanTab() {
  const { study } = usePlanning();
  return (
    <div className={classes.planned}>
      <Stack gap="lg" miw={0}>
        {study.kind !== "drivers" && <QuestionFields />}
        <KindFields />
      </Stack>
      <CostPanel />
    </div>
  );
}

function KindFields() {
  const { t } = useTranslation("studies");
  const { study, plan, set } = usePlanning();
  if (study.kind === "conjoint") {
    return (
      <>
        <Attributes />
        <TaskFields />
        <Prohibited />
      </>
    );
  }
  if (study.kind === "drivers") return <DriversPlan />;
  if (study.kind === "gabor_granger") return <PriceRows />;
  if (study.kind === "psm") return null;
  if (study.kind === "kano") {
    return (
      <Surface title={t("features.title")}>
        <ItemRows label={t("features.title")} text={t("features.text")} items={plan.features} most={MOST.features} onChange={(features, topic) => set({ features }, topic)} />
      </Surface>
    );
  }
  return (
    <>
      <Surface title={t("items.title")}>
        <ItemRows label={t("items.title")} text={t(`items.${study.kind}`)} items={plan.items} most={MOST.items} onChange={(items, topic) => set({ items }, topic)} />
      </Surface>
      {study.kind === "maxdiff" ? (
        <Surface title={t("sets.title")}>
          <div className={classes.fields}>
            <Num name="sets" least={1} most={60} />
            <Num name="size" least={2} most={10} />
            <Num name="versions" least={1} most={50} />
          </div>
        </Surface>
      ) : (
        <TurfFields />
      )}
    </>
  );
}

function TurfFields() {
  const { t } = useTranslation("studies");
  return (
    <Surface title={t("turf.title")}>
      <div className={classes.fields}>
        <Num name="depth" least={1} most={10} />
      </div>
    </Surface>
  );
}
