// Ways to ask, by language. Enter adds one; pasting many lines adds them all.
import { ActionIcon, Badge, Button, Group, Tabs, Text, Textarea, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import classes from "@/pages/knowledge/Knowledge.module.css";
import { added } from "@/pages/knowledge/phrasings";
import { type Language, LANGUAGES, type Phrasing, withRow } from "@/pages/knowledge/shapes";
import { isComposing } from "@/shared/keys";
import { Surface } from "@/shared/Surface";

interface PhrasingsProps {
  phrasings: Phrasing[];
  onChange: (phrasings: Phrasing[]) => void;
}

export function Phrasings({ phrasings, onChange }: PhrasingsProps) {
  const { t, i18n } = useTranslation("knowledge");
  const [tab, setTab] = useState<string | null>(() => phrasings[0]?.language ?? i18n.language);
  return (
    <Surface title={t("phrasings.title")}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("phrasings.text")}
      </Text>
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          {LANGUAGES.map((language) => (
            <Tabs.Tab key={language} value={language} rightSection={<Count n={phrasings.filter((one) => one.language === language).length} />}>
              {t(`language.${language}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {LANGUAGES.map((language) => (
          <Tabs.Panel key={language} value={language}>
            <Adding language={language} phrasings={phrasings} onChange={onChange} />
            <Rows language={language} phrasings={phrasings} onChange={onChange} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Surface>
  );
}

function Count({ n }: { n: number }) {
  const { number } = useFormats();
  return n ? <Badge color="gray">{number(n)}</Badge> : null;
}

function Adding({ language, phrasings, onChange }: PhrasingsProps & { language: Language }) {
  const { t } = useTranslation("knowledge");
  const [text, setText] = useState("");
  const [told, setTold] = useState("");
  const add = (more: string) => {
    const next = added(phrasings, language, more);
    onChange(next.phrasings);
    setText("");
    setTold(next.repeated ? t("phrasings.repeated", { count: next.repeated }) : "");
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    if (text.trim()) add(text);
  };
  return (
    <Group align="flex-start" gap="sm" mb="sm" wrap="nowrap">
      <Textarea
        style={{ flex: 1 }}
        aria-label={t("phrasings.add")}
        placeholder={t("phrasings.placeholder")}
        description={told}
        autosize
        minRows={1}
        maxRows={8}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={press}
      />
      <Button variant="default" disabled={!text.trim()} leftSection={<Plus size={16} aria-hidden />} onClick={() => add(text)}>
        {t("phrasings.addVerb")}
      </Button>
    </Group>
  );
}

function Rows({ language, phrasings, onChange }: PhrasingsProps & { language: Language }) {
  const { t } = useTranslation("knowledge");
  return (
    <ul className={classes.phrasings} aria-label={t("phrasings.list")}>
      {phrasings.map((one, place) =>
        one.language === language ? (
          // Two phrasings may be equal for a moment while one is typed.
          <li key={place} className={classes.phrasing}>
            <TextInput
              aria-label={t("phrasings.one", { n: place + 1 })}
              value={one.text}
              maxLength={500}
              size="sm"
              onChange={(event) => onChange(withRow(phrasings, place, { language, text: event.currentTarget.value }))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("phrasings.remove", { text: one.text })}
              onClick={() => onChange(withRow(phrasings, place, null))}
            >
              <X size={16} aria-hidden />
            </ActionIcon>
          </li>
        ) : null,
      )}
    </ul>
  );
}
