// A person's word about a response: how much it counts, or that it does not; with a reason, and never for good.
import { Alert, Button, Group, NumberInput, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { put } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import type { Response } from "@/pages/surveys/shapes";
import { sayFailed } from "@/shared/confirm";

const MOST = 100;

interface JudgementProps {
  data: Response;
  survey: string;
}

interface Verdict {
  excluded: boolean;
  weight: number;
  reason: string;
}

export function Judgement({ data, survey }: JudgementProps) {
  const may = useRights();
  const [busy, setBusy] = useState(false);
  const { response } = data;
  const mayJudge = may("survey.write") && !response.simulated;
  const judge = async (verdict: Verdict) => {
    setBusy(true);
    try {
      await put(`/surveys/${survey}/responses/${response.id}/judgement`, verdict);
      await changed(`/surveys/${survey}`);
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const isJudged = response.excluded || response.weight !== 1;
  return (
    <Stack gap="sm">
      {isJudged && <Standing data={data} busy={busy} onTakeBack={mayJudge ? () => void judge({ excluded: false, weight: 1, reason: "" }) : undefined} />}
      {mayJudge && !response.excluded && <Form key={response.weight} weight={response.weight} busy={busy} onJudge={(verdict) => void judge(verdict)} />}
    </Stack>
  );
}

function Standing({ data: { response }, busy, onTakeBack }: { data: Response; busy: boolean; onTakeBack: (() => void) | undefined }) {
  const { t } = useTranslation("surveys");
  const { amount } = useFormats();
  return (
    <Alert color={response.excluded ? "red" : "yellow"} variant="light" title={response.excluded ? t("answers.excluded") : t("answers.weightOf", { weight: amount(response.weight) })}>
      <Text size="sm" mb="xs">
        {response.excluded_because}
      </Text>
      {onTakeBack && (
        <Button size="xs" variant="default" loading={busy} onClick={onTakeBack}>
          {t(response.excluded ? "sheet.include" : "sheet.plain")}
        </Button>
      )}
    </Alert>
  );
}

function Form({ weight: now, busy, onJudge }: { weight: number; busy: boolean; onJudge: (verdict: Verdict) => void }) {
  const { t } = useTranslation("surveys");
  const [reason, setReason] = useState("");
  const [weight, setWeight] = useState<string | number>(now);
  const wanted = typeof weight === "number" ? weight : Number.NaN;
  const hasReason = reason.trim() !== "";
  return (
    <Stack gap="xs">
      <Textarea label={t("sheet.reason")} description={t("sheet.reasonHint")} maxLength={500} autosize value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Group gap="sm" align="flex-end">
        <NumberInput label={t("sheet.weight")} w={110} min={0} max={MOST} step={0.1} decimalScale={3} value={weight} onChange={setWeight} />
        <Button variant="default" disabled={!(wanted >= 0 && wanted <= MOST) || wanted === now || (wanted !== 1 && !hasReason)} loading={busy} onClick={() => onJudge({ excluded: false, weight: wanted, reason })}>
          {t("sheet.setWeight")}
        </Button>
        <Button variant="default" c="var(--mantine-color-red-light-color)" disabled={!hasReason} loading={busy} onClick={() => onJudge({ excluded: true, weight: now, reason })}>
          {t("sheet.exclude")}
        </Button>
      </Group>
    </Stack>
  );
}
