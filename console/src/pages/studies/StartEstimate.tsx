import { Button, Collapse, Group, NumberInput, Select, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ChevronDown, Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { usePlanning } from "@/pages/studies/planning";
import type { EstimateRow, StudyKind } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";

const MODELS: Partial<Record<StudyKind, string[]>> = { conjoint: ["auto", "hb", "mnl", "mixed-logit"], maxdiff: ["auto", "hb", "maxdiff"] };

interface Settings {
  model: string;
  seed: number;
  draws: number | null;
  holdout: number;
  with_partial: boolean;
  with_flagged: boolean;
  is_simulated: boolean;
}

const FIRST: Settings = { model: "auto", seed: 1, draws: null, holdout: 2, with_partial: false, with_flagged: true, is_simulated: false };

/** What is sent: only what the model knows. */
function wishOf(kind: StudyKind, { model, seed, draws, holdout, ...filter }: Settings): object {
  const hasChain = MODELS[kind] !== undefined;
  return { model, settings: { seed, ...(hasChain ? { holdout, ...(draws === null ? {} : { draws }) } : {}) }, filter };
}

export function StartEstimate({ onStarted }: { onStarted: (id: string) => void }) {
  const { t } = useTranslation("studies");
  const { study, draft } = usePlanning();
  const [settings, setSettings] = useState(FIRST);
  const [opened, { toggle }] = useDisclosure(false);
  const [busy, setBusy] = useState(false);
  const models = MODELS[study.kind];
  const start = async () => {
    setBusy(true);
    try {
      if (!(await draft.flush())) return;
      const made = await post<EstimateRow>(`/studies/${study.id}/estimates`, wishOf(study.kind, settings));
      await changed(`/studies/${study.id}`);
      onStarted(made.id);
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const set = (part: Partial<Settings>) => setSettings({ ...settings, ...part });
  return (
    <Surface>
      <Group justify="space-between" align={models ? "end" : "center"}>
        {models ? (
          <Select
            label={t("estimate.model")}
            description={t(`model.${settings.model}.text`)}
            data={models.map((value) => ({ value, label: t(`model.${value}.name`) }))}
            value={settings.model}
            allowDeselect={false}
            onChange={(model) => model && set({ model })}
            w={420}
            maw="100%"
          />
        ) : (
          <Text size="sm" c="dimmed" maw={560}>
            {t(`estimate.text.${study.kind}`)}
          </Text>
        )}
        <Group gap="xs">
          <Button variant="subtle" color="gray" aria-expanded={opened} rightSection={<ChevronDown size={15} aria-hidden />} onClick={toggle}>
            {t("estimate.more")}
          </Button>
          <Button leftSection={<Play size={16} aria-hidden />} loading={busy} disabled={!study.survey} onClick={() => void start()}>
            {t("estimate.run")}
          </Button>
        </Group>
      </Group>
      <Collapse expanded={opened}>
        <Stack gap="md" mt="md">
          <More settings={settings} set={set} hasChain={models !== undefined} />
        </Stack>
      </Collapse>
    </Surface>
  );
}

function More({ settings, set, hasChain }: { settings: Settings; set: (part: Partial<Settings>) => void; hasChain: boolean }) {
  const { t } = useTranslation("studies");
  return (
    <>
      <div className={classes.fields}>
        {hasChain && (
          <>
            <NumberInput
              label={t("estimate.draws")}
              description={t("estimate.drawsText")}
              placeholder={t("estimate.drawsAuto")}
              value={settings.draws ?? ""}
              min={100}
              max={100_000}
              step={1000}
              onChange={(value) => set({ draws: typeof value === "number" ? value : null })}
            />
            <NumberInput label={t("estimate.holdout")} description={t("estimate.holdoutText")} value={settings.holdout} min={0} max={5} onChange={(value) => typeof value === "number" && set({ holdout: value })} />
          </>
        )}
        <NumberInput label={t("estimate.seed")} description={t("estimate.seedText")} value={settings.seed} min={0} max={2 ** 31 - 1} onChange={(value) => typeof value === "number" && set({ seed: value })} />
      </div>
      <Switch label={t("estimate.partial")} checked={settings.with_partial} onChange={(event) => set({ with_partial: event.currentTarget.checked })} />
      <Switch label={t("estimate.flagged")} checked={settings.with_flagged} onChange={(event) => set({ with_flagged: event.currentTarget.checked })} />
      <Switch label={t("estimate.simulated")} checked={settings.is_simulated} onChange={(event) => set({ is_simulated: event.currentTarget.checked })} />
    </>
  );
}
