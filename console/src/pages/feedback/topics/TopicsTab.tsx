import { Stack, Text } from "@mantine/core";
import { Shapes } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import type { Topic } from "@/pages/feedback/shapes";
import { SearchBar } from "@/pages/feedback/topics/SearchBar";
import { Steps } from "@/pages/feedback/topics/Steps";
import { TopicMenu } from "@/pages/feedback/topics/TopicMenu";
import { useTopics } from "@/pages/feedback/useNames";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";

/** All topics: what they are made of, how firm they are, and what people may do to them. */
export default function TopicsTab() {
  const { t } = useTranslation("feedback");
  const topics = useTopics();
  const pages = {
    rows: topics.data ?? [],
    isPending: topics.isPending,
    error: topics.error,
    refetch: topics.refetch as never,
    hasNextPage: false,
    fetchNextPage: topics.refetch as never,
    isFetchingNextPage: false,
  };
  return (
    <Stack gap="lg">
      <SearchBar />
      <Surface title={t("topics.shaped")}>
        <Text size="sm" c="dimmed" mb="sm" maw={720}>
          {t("topics.shapedText")}
        </Text>
        <DataTable
          label={t("topics.shaped")}
          pages={pages as never}
          columns={useColumns(topics.data ?? [])}
          rowKey={(row: Topic) => row.id}
          empty={<EmptyState icon={Shapes} title={t("topics.none")} text={t("topics.noneText")} />}
        />
      </Surface>
      <Steps />
    </Stack>
  );
}

function useColumns(all: Topic[]): Column<Topic>[] {
  const { t } = useTranslation("feedback");
  const may = useRights();
  const shown: Column<Topic>[] = [
    { key: "name", title: t("topics.name"), cell: (row) => <Name topic={row} /> },
    {
      key: "words",
      title: t("topics.words"),
      wide: true,
      cell: (row) => (
        <Text size="sm" c="dimmed" maw={420}>
          {row.words.join(", ")}
        </Text>
      ),
    },
    { key: "firm", title: t("topics.firm"), align: "right", cell: (row) => <Firm topic={row} /> },
  ];
  const menu: Column<Topic> = { key: "menu", title: "", align: "right", cell: (row) => <TopicMenu topic={row} all={all} /> };
  return may("survey.write") ? [...shown, menu] : shown;
}

function Name({ topic }: { topic: Topic }) {
  const { t } = useTranslation("feedback");
  return (
    <div style={{ minWidth: 110, overflowWrap: "anywhere" }}>
      <Text size="sm" fw={600}>
        {topic.name}
      </Text>
      <Text size="xs" c="dimmed">
        {t(`family.${topic.family}`)} · {t(topic.is_named ? "topics.byPerson" : "topics.byMachine")}
        {topic.pinned.length > 0 && ` · ${t("topics.pinnedWords", { words: topic.pinned.join(", ") })}`}
      </Text>
    </div>
  );
}

// Below this a topic may be chance; docs/text.md says why.
const FIRM = 0.4;

function Firm({ topic }: { topic: Topic }) {
  const { t } = useTranslation("feedback");
  const { percent } = useFormats();
  if (topic.stability === null) return <span>–</span>;
  return (
    <>
      <span className="fl-number">{percent(topic.stability)}</span>
      {topic.stability < FIRM && (
        <Text size="xs" c="dimmed">
          {t("topics.maybeChance")}
        </Text>
      )}
    </>
  );
}
