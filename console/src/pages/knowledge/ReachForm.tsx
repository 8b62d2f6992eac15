// When the article is in force, and whether it starts a flow or calls a person.
import { Stack, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { FlowSelect } from "@/pages/bot/setup/FlowSelect";
import { fromField, toField } from "@/pages/knowledge/moments";
import type { Content } from "@/pages/knowledge/shapes";
import { Surface } from "@/shared/Surface";

export function ReachForm({ content, onChange }: { content: Content; onChange: (content: Content) => void }) {
  const { t } = useTranslation("knowledge");
  const moment = (name: "valid_from" | "valid_until") => (
    <TextInput
      type="datetime-local"
      label={t(name)}
      value={toField(content[name])}
      onChange={(event) => onChange({ ...content, [name]: fromField(event.currentTarget.value) })}
    />
  );
  return (
    <Surface title={t("reach.title")}>
      <Stack gap="md">
        {moment("valid_from")}
        {moment("valid_until")}
        <FlowSelect
          label={t("reach.flow")}
          description={t("reach.flowText")}
          placeholder={t("reach.noFlow")}
          clearable
          value={content.flow ?? null}
          onChange={(flow) => onChange({ ...content, flow })}
        />
        <Switch
          label={t("reach.handOver")}
          description={t("reach.handOverText")}
          checked={content.hand_over}
          onChange={(event) => onChange({ ...content, hand_over: event.currentTarget.checked })}
        />
        <Switch
          label={t("reach.smallTalk")}
          description={t("reach.smallTalkText")}
          checked={content.small_talk}
          onChange={(event) => onChange({ ...content, small_talk: event.currentTarget.checked })}
        />
      </Stack>
    </Surface>
  );
}
