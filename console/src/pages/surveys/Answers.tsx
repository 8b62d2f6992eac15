import { Badge, Group, SegmentedControl, Select, Switch, Text } from "@mantine/core";
import { Inbox } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { FLAGS } from "@/pages/surveys/flags";
import { ResponseSheet } from "@/pages/surveys/ResponseSheet";
import { ANSWERED, type ResponseRow, type Survey } from "@/pages/surveys/shapes";
import { CustomerLink } from "@/shared/CustomerLink";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

/** Every response, newest first; each opens as she gave it. */
export function Answers({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  const [state, setState] = useState("all");
  const [flag, setFlag] = useState<string | null>(null);
  const [simulated, setSimulated] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  const query = { state: state === "all" ? null : state, flag, simulated: simulated || null };
  const pages = usePages<ResponseRow>(`/surveys/${survey.id}/responses`, query);
  const states = ["all", "complete", "partial", "started", "screened", "full"].map((value) => ({ value, label: t(`answered.${value}`) }));
  return (
    <Surface>
      <Group mb="md" gap="sm">
        <div style={{ maxWidth: "100%", overflowX: "auto" }}>
          <SegmentedControl aria-label={t("column.state")} data={states} value={state} onChange={setState} />
        </div>
        <Select aria-label={t("answers.flag")} placeholder={t("answers.flag")} clearable clearButtonProps={{ "aria-label": t("answers.anyFlag") }} data={FLAGS.map((value) => ({ value, label: t(`flag.${value}`) }))} value={flag} onChange={setFlag} w={190} />
        <Switch label={t("answers.simulated")} checked={simulated} onChange={(event) => setSimulated(event.currentTarget.checked)} />
      </Group>
      <DataTable
        label={t("tab.answers")}
        pages={pages}
        columns={useColumns()}
        rowKey={(row) => row.id}
        onOpen={(row) => setOpened(row.id)}
        empty={<EmptyState icon={Inbox} title={t("answers.none")} text={t(survey.state === "open" ? "answers.noneText" : "answers.noneDraft")} />}
      />
      {opened && <ResponseSheet key={opened} survey={survey} id={opened} onClose={() => setOpened(null)} />}
    </Surface>
  );
}

function useColumns(): Column<ResponseRow>[] {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  return [
    { key: "when", title: t("answers.when"), cell: (row) => <TimeAgo at={row.completed_at ?? row.updated_at} /> },
    {
      key: "state",
      title: t("column.state"),
      cell: (row) => (
        <Group gap={4}>
          <Badge color={ANSWERED[row.state] ?? "gray"}>{t(`answered.${row.state}`)}</Badge>
          {row.excluded && <Badge color="red">{t("answers.excluded")}</Badge>}
        </Group>
      ),
    },
    {
      key: "flags",
      title: t("answers.flags"),
      wide: true,
      cell: (row) => (
        <Group gap={4}>
          {row.flags.map((one) => (
            <Badge key={one} size="sm" color="orange" variant="light">
              {t(`flag.${one}`, { defaultValue: one })}
            </Badge>
          ))}
        </Group>
      ),
    },
    { key: "who", title: t("answers.who"), cell: (row) => (row.customer ? <CustomerLink id={row.customer} name={null} /> : <Text size="sm">{t("answers.unknown")}</Text>) },
    { key: "channel", title: t("asked.channel"), wide: true, cell: (row) => <Text size="sm">{t(`channel.${row.channel}`, { defaultValue: row.channel || "–" })}</Text> },
    { key: "seconds", title: t("answers.seconds"), align: "right", wide: true, cell: (row) => <span className="fl-number">{t("answers.secondsOf", { seconds: number(row.seconds) })}</span> },
  ];
}
