import { Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Lightbulb } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { get, post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { AnswerEvidence } from "@/pages/learning/AnswerEvidence";
import { Findings } from "@/pages/learning/Findings";
import { GainCard } from "@/pages/learning/GainCard";
import { ProposalEditor } from "@/pages/learning/ProposalEditor";
import type { Gap, Proposal } from "@/pages/learning/shapes";
import { sayFailed } from "@/shared/confirm";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const EVERY_MS = 1500;

/** What an article could say: made on demand, changed by a person, approved as a draft or put aside. */
export function ProposalBox({ gap }: { gap: Gap }) {
  const path = gap.proposal ? `/learning/proposals/${gap.proposal}` : null;
  const { data, error, refetch } = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => get<Proposal>(path ?? "", {}, signal),
    enabled: path !== null,
    refetchInterval: (query) => (query.state.data && !query.state.data.gain ? EVERY_MS : false),
  });
  if (!path) return <Nothing gap={gap} />;
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return (
    <Stack gap="lg">
      <ProposalEditor key={`${data.id} ${data.revision}`} proposal={data} />
      <GainCard gain={data.gain} />
      <Findings findings={data.findings} />
      <AnswerEvidence evidence={data.evidence} />
    </Stack>
  );
}

function Nothing({ gap }: { gap: Gap }) {
  const { t } = useTranslation("learning");
  const may = useRights();
  const [busy, setBusy] = useState(false);
  const propose = async () => {
    setBusy(true);
    try {
      await post<Proposal>(`/learning/gaps/${gap.id}/proposal`);
      await changed("/learning");
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const button = may("bot.write") && gap.state !== "dismissed" && (
    <Button loading={busy} onClick={() => void propose()}>
      {t("proposal.make")}
    </Button>
  );
  return (
    <Surface>
      <EmptyState icon={Lightbulb} title={t("proposal.none")} text={t(`proposal.none_${gap.kind}`)} action={button} />
    </Surface>
  );
}
