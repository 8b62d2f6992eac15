import { Autocomplete, Group, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Content, Overview } from "@/pages/knowledge/shapes";
import { Surface } from "@/shared/Surface";

export function TitleForm({ content, onChange }: { content: Content; onChange: (content: Content) => void }) {
  const { t } = useTranslation("knowledge");
  const { data } = useAnswer<Overview>("/article-overview");
  const topics = [...new Set((data?.topics ?? []).map((one) => one.topic))];
  return (
    <Surface>
      <Group grow preventGrowOverflow={false} align="flex-start">
        <TextInput
          style={{ flex: "2 1 260px" }}
          label={t("column.title")}
          placeholder={t("titlePlaceholder")}
          value={content.title}
          maxLength={200}
          onChange={(event) => onChange({ ...content, title: event.currentTarget.value })}
        />
        <Autocomplete
          style={{ flex: "1 1 160px" }}
          label={t("topic")}
          placeholder={t("topicPlaceholder")}
          value={content.topic}
          maxLength={100}
          data={topics}
          onChange={(topic) => onChange({ ...content, topic })}
        />
      </Group>
    </Surface>
  );
}
