// Repeats and contradictions before publishing, each with the words it stands on.
import { Alert, Button, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ListChecks } from "lucide-react";
import { useTranslation } from "react-i18next";

import { get } from "@/api/client";
import { useFormats } from "@/i18n/format";
import { FindingCard } from "@/pages/knowledge/FindingCard";
import type { Checks as ChecksAnswer, Finding } from "@/pages/knowledge/shapes";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

export default function Checks() {
  const { t } = useTranslation("knowledge");
  const { data, error, refetch } = useQuery({
    queryKey: ["/article-checks", {}],
    queryFn: ({ signal }) => get<ChecksAnswer>("/article-checks", {}, signal),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.state === "done" ? false : 1000),
  });
  const back = (
    <Button component={Link} to="/knowledge" variant="default" leftSection={<ArrowLeft size={16} aria-hidden />}>
      {t("back")}
    </Button>
  );
  return (
    <div>
      <PageHeader title={t("checks.title")} text={t("checks.text")} actions={back} />
      {error ? <ErrorState error={error} onAgain={() => void refetch()} /> : data ? <Found checks={data} /> : <Loading lines={6} />}
    </div>
  );
}

function Found({ checks }: { checks: ChecksAnswer }) {
  const { t } = useTranslation("knowledge");
  const findings = checks.findings as Finding[];
  const isDone = checks.state === "done";
  return (
    <Stack gap="md">
      {!isDone && (
        <Surface>
          <Text size="sm" mb={8} role="status">
            {t("checks.running")}
          </Text>
          <Progress value={Math.max(4, 100 * checks.progress)} animated aria-label={t("checks.running")} />
        </Surface>
      )}
      {isDone && <Looked checks={checks} />}
      {isDone && findings.length === 0 && (
        <Surface>
          <EmptyState icon={ListChecks} title={t("checks.none.title")} text={t("checks.none.text")} />
        </Surface>
      )}
      {findings.map((finding) => (
        <FindingCard key={`${finding.kind} ${finding.sides.map((side) => side.article + side.language).join(" ")}`} finding={finding} />
      ))}
    </Stack>
  );
}

function Looked({ checks }: { checks: ChecksAnswer }) {
  const { t } = useTranslation("knowledge");
  const { moment, number } = useFormats();
  const at = checks.finished_at ? moment(checks.finished_at) : "";
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("checks.looked", { articles: number(checks.articles), phrasings: number(checks.phrasings), at })}
      </Text>
      {!checks.encoder && (
        <Alert color="orange" variant="light">
          {t("checks.noEncoder")}
        </Alert>
      )}
    </>
  );
}
