import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { FailedCases } from "@/pages/versions/FailedCases";
import { FigureGrid } from "@/pages/versions/FigureGrid";
import { DialogResults } from "@/pages/versions/DialogResults";
import { Weakened } from "@/pages/versions/InForce";
import { PublishBar } from "@/pages/versions/PublishBar";
import { Reasons } from "@/pages/versions/Reasons";
import { ReplayBox } from "@/pages/versions/ReplayBox";
import { isBusy, type Version, type VersionView } from "@/pages/versions/shapes";
import { StateBadge } from "@/pages/versions/StateBadge";
import { TaskLine } from "@/pages/versions/TaskLine";
import { useWatch } from "@/pages/versions/useWatch";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";

export default function VersionPage() {
  const { number = "" } = useParams({ strict: false }) as { number?: string };
  const { data, error, refetch } = useAnswer<VersionView>(`/bot-versions/${number}`);
  useWatch(data?.version.tasks.some(isBusy) ?? false);
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return <Known view={data} />;
}

function Known({ view }: { view: VersionView }) {
  const { t } = useTranslation("versions");
  const { version, report } = view;
  const isTrained = version.state === "trained";
  return (
    <div>
      <Anchor component={Link} to="/versions" size="sm" c="var(--fl-accent-text)">
        {t("back")}
      </Anchor>
      <PageHeader
        title={
          <Group gap="sm" component="span">
            {t("version", { n: version.number })}
            <StateBadge version={version} />
          </Group>
        }
        text={<About version={version} />}
        actions={isTrained && <PublishBar view={view} />}
      />
      <Stack gap="lg">
        {version.tasks.map((task) => (
          <TaskLine key={task.kind} task={task} />
        ))}
        <Weakened version={version} />
        {isTrained && !version.is_in_force && <Reasons view={view} />}
        {report && <FigureGrid view={view} report={report} />}
        {report && <FailedCases report={report} />}
        {report?.dialogs && report.dialogs.length > 0 && <DialogResults results={report.dialogs} />}
        {isTrained && <ReplayBox view={view} />}
      </Stack>
    </div>
  );
}

function About({ version }: { version: Version }) {
  const { t } = useTranslation("versions");
  const { number, amount, moment } = useFormats();
  const { figures } = version;
  return (
    <>
      {t("about.made", { name: version.made_by, at: moment(version.made_at) })}
      {figures && (
        <Text span inherit>
          {" "}
          {t("about.figures", {
            articles: number(figures.articles),
            flows: number(figures.flows),
            phrasings: number(figures.phrasings),
            seconds: amount(figures.fit_seconds),
          })}
        </Text>
      )}
    </>
  );
}
