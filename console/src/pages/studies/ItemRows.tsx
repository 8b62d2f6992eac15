import { Button, Stack, Text, TextInput } from "@mantine/core";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { usePlanning } from "@/pages/studies/planning";
import { moved, newLevel } from "@/pages/studies/plans";
import { moveKeys, RowMenu } from "@/pages/studies/RowMenu";
import type { Level } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { said, withWords } from "@/pages/studies/words";

interface ItemRowsProps {
  label: string;
  text: string;
  items: Level[];
  most: number;
  onChange: (items: Level[], topic?: string) => void;
}

/** A list of things to be compared, one line each. */
export function ItemRows({ label, text, items, most, onChange }: ItemRowsProps) {
  const { t } = useTranslation("studies");
  const { language, mayWrite } = usePlanning();
  const put = (place: number, part: Partial<Level>, topic: string) => onChange(items.map((one, at) => (at === place ? { ...one, ...part } : one)), topic);
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Text size="sm" c="dimmed" mb={4}>
        {text}
      </Text>
      {items.map((item, place) => {
        const move = (by: number) => mayWrite && onChange(moved(items, place, by));
        return (
          <div key={item.code} className={classes.itemRow}>
            <span className={classes.place}>{place + 1}</span>
            <TextInput
              aria-label={t("items.one", { n: place + 1 })}
              value={item.label[language] ?? ""}
              placeholder={said(item.label, language) || t("items.words")}
              lang={language}
              maxLength={500}
              readOnly={!mayWrite}
              onKeyDown={moveKeys(move)}
              onChange={(event) => put(place, { label: withWords(item.label, language, event.currentTarget.value) }, `item${item.code}`)}
            />
            {mayWrite && (
              <RowMenu label={t("items.more", { n: place + 1 })} place={place} last={items.length - 1} onMove={move} onRemove={() => onChange(items.toSpliced(place, 1))} />
            )}
          </div>
        );
      })}
      {mayWrite && items.length < most && (
        <div>
          <Button variant="light" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => onChange([...items, newLevel(items, "i")])}>
            {t("items.add")}
          </Button>
        </div>
      )}
    </Stack>
  );
}
