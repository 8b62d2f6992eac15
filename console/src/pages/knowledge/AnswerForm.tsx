import { Button, Group, Select, SimpleGrid, Stack, TagsInput, Text, Textarea } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { AnswerPreview } from "@/pages/knowledge/AnswerPreview";
import { AttachmentRows } from "@/pages/knowledge/AttachmentRows";
import { AudienceSelect } from "@/pages/knowledge/AudienceSelect";
import { CardForm } from "@/pages/knowledge/CardForm";
import { LinkRows } from "@/pages/knowledge/LinkRows";
import { QuickReplyRows } from "@/pages/knowledge/QuickReplyRows";
import { type Answer, CHANNELS, LANGUAGES, type Language } from "@/pages/knowledge/shapes";

interface AnswerFormProps {
  answer: Answer;
  onChange: (answer: Answer | null) => void;
}

export function AnswerForm({ answer, onChange }: AnswerFormProps) {
  const { t } = useTranslation("knowledge");
  const change = (part: Partial<Answer>) => onChange({ ...answer, ...part });
  return (
    <Stack gap="md" mb="md">
      <Group align="flex-end" gap="sm" wrap="wrap">
        <Select
          label={t("languageLabel")}
          w={200}
          allowDeselect={false}
          value={answer.language}
          onChange={(value) => change({ language: (value ?? answer.language) as Language })}
          data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
        />
        <TagsInput
          style={{ flex: "1 1 160px" }}
          label={t("answers.channels")}
          placeholder={answer.channels.length ? "" : t("answers.allChannels")}
          value={answer.channels}
          onChange={(channels) => change({ channels })}
          data={CHANNELS}
          clearable={false}
        />
        <AudienceSelect value={answer.audiences} onChange={(audiences) => change({ audiences })} />
        <Button variant="subtle" color="red" leftSection={<Trash2 size={16} aria-hidden />} onClick={() => onChange(null)}>
          {t("answers.remove")}
        </Button>
      </Group>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Stack gap="md" style={{ minWidth: 0 }}>
          <Textarea
            label={t("answers.text")}
            description={t("answers.textHint")}
            autosize
            minRows={4}
            maxRows={16}
            maxLength={5000}
            value={answer.text}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
          <LinkRows links={answer.links} onChange={(links) => change({ links })} />
          <QuickReplyRows replies={answer.quick_replies} onChange={(quick_replies) => change({ quick_replies })} />
          <AttachmentRows attachments={answer.attachments} onChange={(attachments) => change({ attachments })} />
          <CardForm card={answer.card} onChange={(card) => change({ card })} />
        </Stack>
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={500} mb={6}>
            {t("answers.preview")}
          </Text>
          <AnswerPreview answer={answer} />
        </div>
      </SimpleGrid>
    </Stack>
  );
}
