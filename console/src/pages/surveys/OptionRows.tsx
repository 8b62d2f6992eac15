import { ActionIcon, Button, Group, Menu, Stack, Text, TextInput } from "@mantine/core";
import { ArrowDown, ArrowUp, Ellipsis, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { CodeField } from "@/pages/surveys/CodeField";
import { useEditing } from "@/pages/surveys/editing";
import { CODE, freeCode, wordsIn } from "@/pages/surveys/form";
import type { Option } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";
import { withWords } from "@/pages/surveys/WordsField";

interface OptionRowsProps {
  label: string;
  options: Option[];
  /** Only of what is chosen from can one be exclusive or open. */
  flags?: boolean;
  onChange: (options: Option[], field: string) => void;
}

/** What may be chosen: words in the language that is edited, and the code that is kept. */
export function OptionRows({ label, options, flags, onChange }: OptionRowsProps) {
  const { t } = useTranslation("surveys");
  const { language } = useEditing();
  const set = (at: number, part: Partial<Option>, field = "") => onChange(options.map((one, i) => (i === at ? { ...one, ...part } : one)), field && `${field}${at}`);
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      {options.map((option, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- codes change while they are typed
        <div key={at} className={classes.rowOf}>
          <TextInput
            aria-label={t("option.label", { n: at + 1 })}
            placeholder={wordsIn(option.label, language) || t("option.words")}
            value={option.label?.[language] ?? ""}
            maxLength={1000}
            lang={language}
            onChange={(event) => set(at, { label: withWords(option.label, language, event.currentTarget.value) }, "label")}
          />
          <CodeField label={t("option.code", { n: at + 1 })} value={option.code} pattern={CODE} onChange={(code) => set(at, { code })} />
          <OptionMenu options={options} at={at} flags={flags ?? false} set={(part) => set(at, part)} setAll={(next) => onChange(next, "")} />
        </div>
      ))}
      <Group gap="xs">
        <Button variant="light" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => onChange([...options, { code: freeCode(options) }], "")}>
          {t("option.add")}
        </Button>
      </Group>
    </Stack>
  );
}

interface OptionMenuProps {
  options: Option[];
  at: number;
  flags: boolean;
  set: (part: Partial<Option>) => void;
  setAll: (options: Option[]) => void;
}

function OptionMenu({ options, at, flags, set, setAll }: OptionMenuProps) {
  const { t } = useTranslation("surveys");
  const option = options[at];
  if (!option) return null;
  const move = (by: number) => setAll(options.toSpliced(at, 1).toSpliced(at + by, 0, option));
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color={option.exclusive || option.other || option.fixed ? "indigo" : "gray"} size="lg" aria-label={t("option.more", { n: at + 1 })}>
          <Ellipsis size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {flags &&
          (["exclusive", "other", "fixed"] as const).map((flag) => (
            <Menu.Item key={flag} role="menuitemcheckbox" aria-checked={Boolean(option[flag])} leftSection={option[flag] ? "✓" : " "} onClick={() => set({ [flag]: !option[flag] })}>
              {t(`option.${flag}`)}
            </Menu.Item>
          ))}
        <Menu.Item disabled={at === 0} leftSection={<ArrowUp size={14} aria-hidden />} onClick={() => move(-1)}>
          {t("move.up")}
        </Menu.Item>
        <Menu.Item disabled={at === options.length - 1} leftSection={<ArrowDown size={14} aria-hidden />} onClick={() => move(1)}>
          {t("move.down")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<Trash2 size={14} aria-hidden />} onClick={() => setAll(options.toSpliced(at, 1))}>
          {t("option.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
