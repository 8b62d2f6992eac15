import { SegmentedControl, Stack } from "@mantine/core";
import { Sparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { Comparisons } from "@/pages/learning/foresight/Comparisons";
import { Contexts } from "@/pages/learning/foresight/Contexts";
import { HitChart } from "@/pages/learning/foresight/HitChart";
import { PreviewBox } from "@/pages/learning/foresight/PreviewBox";
import type { ForesightFigures } from "@/pages/learning/shapes";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const SPANS = ["30", "90", "365"];

/** How often the three suggestions were what she asked, against the fixed menu. */
export default function Foresight() {
  const { t } = useTranslation("learning");
  const [days, setDays] = useState("90");
  const { data, error, refetch } = useAnswer<ForesightFigures>("/foresight-figures", { days });
  const spans = SPANS.map((value) => ({ value, label: t("foresight.days", { n: value }) }));
  return (
    <Stack gap="lg">
      <Surface
        title={t("foresight.title")}
        aside={<SegmentedControl size="xs" aria-label={t("foresight.span")} data={spans} value={days} onChange={setDays} />}
      >
        {error && <ErrorState error={error} onAgain={() => void refetch()} />}
        {!error && !data && <Loading lines={6} />}
        {data && <Figures figures={data} />}
      </Surface>
      <PreviewBox />
      {data && data.contexts.length > 0 && <Contexts contexts={data.contexts} />}
    </Stack>
  );
}

function Figures({ figures }: { figures: ForesightFigures }) {
  const { t } = useTranslation("learning");
  const isEmpty = figures.all.foresight.of === 0 && !figures.replay;
  if (isEmpty) return <EmptyState icon={Sparkles} title={t("foresight.none")} text={t("foresight.noneText")} />;
  return (
    <>
      <Comparisons figures={figures} />
      {figures.weeks.length > 0 && <HitChart weeks={figures.weeks} />}
    </>
  );
}
