import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface PairRowsProps {
  label: string;
  hint?: string;
  names: string;
  values: string;
  pairs: Record<string, string>;
  onChange: (pairs: Record<string, string>) => void;
}

/** Names with values. Rows are kept apart from the object, so that a name may be empty or doubled while it is typed. */
export function PairRows({ label, hint, names, values, pairs, onChange }: PairRowsProps) {
  const { t } = useTranslation("flows");
  const [rows, setRows] = useState(() => Object.entries(pairs));
  const given = JSON.stringify(Object.fromEntries(rows.filter(([name]) => name)));
  // Undo changes the object behind our back; then the rows follow it.
  const shown = given === JSON.stringify(pairs) ? rows : Object.entries(pairs);
  const set = (next: [string, string][]) => {
    setRows(next);
    onChange(Object.fromEntries(next.filter(([name]) => name)));
  };
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      {hint && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
      {shown.map(([name, value], index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row's name is what is typed
        <Group key={index} gap={6} wrap="nowrap">
          <TextInput
            aria-label={`${label} ${names} ${index + 1}`}
            placeholder={names}
            value={name}
            maxLength={60}
            onChange={(event) => set(shown.map((row, at) => (at === index ? [event.currentTarget.value.trim(), row[1]] : row)))}
          />
          <TextInput
            aria-label={`${label} ${values} ${index + 1}`}
            placeholder={values}
            value={value}
            maxLength={500}
            onChange={(event) => set(shown.map((row, at) => (at === index ? [row[0], event.currentTarget.value] : row)))}
          />
          <ActionIcon variant="subtle" color="gray" aria-label={t("pairs.remove", { n: index + 1 })} onClick={() => set(shown.filter((_, at) => at !== index))}>
            <X size={15} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button variant="light" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => set([...shown, ["", ""]])}>
        {t("pairs.add", { label })}
      </Button>
    </Stack>
  );
}
