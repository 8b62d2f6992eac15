import { Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Sparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import classes from "@/pages/learning/Learning.module.css";
import { type Language, LANGUAGES, type Preview, said, type Suggestion } from "@/pages/learning/shapes";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const WAIT_MS = 350;

/** What would a visitor on this page see, and why. */
export function PreviewBox() {
  const { t, i18n } = useTranslation("learning");
  const [page, setPage] = useState("/orders");
  const [language, setLanguage] = useState(i18n.language as Language);
  const [asked] = useDebouncedValue(page, WAIT_MS);
  const { data, error, refetch } = useAnswer<Preview>("/foresight-preview", { page: asked, language });
  const languages = LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }));
  return (
    <Surface title={t("preview.title")}>
      <Text size="sm" c="dimmed" mb="md">
        {t("preview.text")}
      </Text>
      <Group align="end" mb="md">
        <TextInput
          label={t("preview.page")}
          value={page}
          maxLength={2000}
          style={{ flex: "1 1 220px" }}
          onChange={(event) => setPage(event.currentTarget.value)}
        />
        <Select
          label={t("proposal.language")}
          data={languages}
          value={language}
          allowDeselect={false}
          onChange={(next) => setLanguage((next ?? "zh-CN") as Language)}
        />
      </Group>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!error && !data && <Loading lines={3} />}
      {data && <Seen preview={data} language={language} />}
    </Surface>
  );
}

function Seen({ preview, language }: { preview: Preview; language: Language }) {
  const { t, i18n } = useTranslation("learning");
  if (preview.suggestions.length === 0) {
    return <EmptyState icon={Sparkles} title={t("preview.none")} text={t("preview.noneText")} />;
  }
  return (
    <div aria-live="polite">
      <Text size="sm" fw={600} mb="xs">
        {t("preview.ours", { page: preview.page || "–" })}
      </Text>
      {preview.suggestions.map((one) => (
        <div key={one.article} className={classes.line}>
          <span className={classes.chip}>{said(one.title, language)}</span>
          <Text size="xs" c="dimmed" mt={8}>
            {said(one.why, i18n.language)}
          </Text>
        </div>
      ))}
      {preview.menu.length > 0 && <Menu items={preview.menu} language={language} />}
    </div>
  );
}

function Menu({ items, language }: { items: Suggestion[]; language: Language }) {
  const { t } = useTranslation("learning");
  return (
    <>
      <Text size="sm" fw={600} mt="md" mb="xs">
        {t("preview.menu")}
      </Text>
      <div className={classes.chips}>
        {items.map((one) => (
          <span key={one.article} className={classes.chip}>
            {said(one.title, language)}
          </span>
        ))}
      </div>
    </>
  );
}
