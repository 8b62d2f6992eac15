import { Anchor, Badge, Group, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { CaseActions } from "@/pages/cases/CaseActions";
import classes from "@/pages/cases/Cases.module.css";
import { Decisions } from "@/pages/cases/Decisions";
import { Due } from "@/pages/cases/Due";
import { Entries } from "@/pages/cases/Entries";
import { HeardCard } from "@/pages/cases/HeardCard";
import { PolicyChecks } from "@/pages/cases/PolicyChecks";
import { SEVERITY, type Sheet, STATE } from "@/pages/cases/shapes";
import { useCaseNews } from "@/pages/cases/useCaseNews";
import { useNames } from "@/pages/cases/useNames";
import { CustomerLink } from "@/shared/CustomerLink";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";

export default function CasePage() {
  const { case: id = "" } = useParams({ strict: false }) as { case?: string };
  const { data, error, refetch } = useAnswer<Sheet>(`/cases/${id}`);
  useCaseNews();
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return <Known sheet={data} />;
}

function Known({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation("cases");
  const row = sheet.case;
  return (
    <div>
      <Anchor component={Link} to="/cases" size="sm" c="var(--fl-accent-text)">
        {t("back")}
      </Anchor>
      <PageHeader title={`#${row.number} ${row.title}`} text={row.why} actions={<CaseActions sheet={sheet} />} />
      <Line sheet={sheet} />
      <div className={classes.two}>
        <Stack gap="lg">
          <HeardCard sheet={sheet} />
          <Decisions sheet={sheet} />
          <PolicyChecks sheet={sheet} />
        </Stack>
        <Entries sheet={sheet} />
      </div>
    </div>
  );
}

function Line({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation("cases");
  const { nameOf } = useNames();
  const row = sheet.case;
  return (
    <Group gap="md" mb="lg">
      {row.customer ? <CustomerLink id={row.customer} name={row.customer_name} /> : <Text size="sm">{t("unknown")}</Text>}
      <Badge color={STATE[row.state] ?? "gray"} variant="light">
        {t(`states.${row.state}`)}
      </Badge>
      <Badge color={SEVERITY[row.severity] ?? "gray"} variant="light">
        {t(`severities.${row.severity}`)}
      </Badge>
      <Text size="sm" c="dimmed">
        {t("owner")}: {nameOf(row.owner)}
      </Text>
      <Text size="sm" c="dimmed">
        {t(row.solved_at ? "solved" : "due")}: <Due row={row} />
      </Text>
      {row.recovered !== null && (
        <Badge color={row.recovered ? "teal" : "red"} variant="light">
          {t(row.recovered ? "recovered" : "notRecovered")}
        </Badge>
      )}
    </Group>
  );
}
