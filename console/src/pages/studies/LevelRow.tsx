import { NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePlanning } from "@/pages/studies/planning";
import { moveKeys, RowMenu } from "@/pages/studies/RowMenu";
import type { Level } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { said, withWords } from "@/pages/studies/words";

interface LevelRowProps {
  level: Level;
  place: number;
  last: number;
  /** Of the attribute. */
  name: string;
  isNumber: boolean;
  onChange: (part: Partial<Level>, topic: string) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

/** One level: its words, and its number where it is one. A number without words speaks for itself. */
export function LevelRow({ level, place, last, name, isNumber, onChange, onMove, onRemove }: LevelRowProps) {
  const { t } = useTranslation("studies");
  const { language, mayWrite } = usePlanning();
  return (
    <div className={classes.levelRow} data-number={isNumber}>
      <span className={classes.place}>{place + 1}</span>
      {isNumber && (
        <NumberInput
          aria-label={t("attributes.value", { name, n: place + 1 })}
          placeholder={t("attributes.number")}
          value={level.value ?? ""}
          hideControls
          readOnly={!mayWrite}
          onChange={(value) => onChange({ value: typeof value === "number" ? value : null }, "value")}
        />
      )}
      <TextInput
        aria-label={t("attributes.level", { name, n: place + 1 })}
        value={level.label[language] ?? ""}
        placeholder={said(level.label, language) || t(isNumber ? "attributes.levelOptional" : "attributes.levelWords")}
        lang={language}
        maxLength={300}
        readOnly={!mayWrite}
        onKeyDown={moveKeys((by) => mayWrite && onMove(by))}
        onChange={(event) => onChange({ label: withWords(level.label, language, event.currentTarget.value) }, "label")}
      />
      {mayWrite && <RowMenu label={t("attributes.moreLevel", { name, n: place + 1 })} place={place} last={last} onMove={onMove} onRemove={onRemove} />}
    </div>
  );
}
