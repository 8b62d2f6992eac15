import { Button, Select, TextInput } from "@mantine/core";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { LevelRow } from "@/pages/studies/LevelRow";
import { usePlanning } from "@/pages/studies/planning";
import { MOST, moved, newLevel } from "@/pages/studies/plans";
import { moveKeys, RowMenu } from "@/pages/studies/RowMenu";
import type { Attribute } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { isNumeric, said, withWords } from "@/pages/studies/words";

interface AttributeCardProps {
  attribute: Attribute;
  place: number;
  last: number;
  onChange: (part: Partial<Attribute>, topic?: string) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

const TYPES: Record<string, Pick<Attribute, "is_price" | "is_linear">> = {
  words: { is_price: false, is_linear: null },
  line: { is_price: false, is_linear: true },
  price: { is_price: true, is_linear: null },
  prices: { is_price: true, is_linear: false },
};

const typeOf = (one: Attribute) => (one.is_price ? (one.is_linear === false ? "prices" : "price") : one.is_linear ? "line" : "words");

export function AttributeCard({ attribute, place, last, onChange, onMove, onRemove }: AttributeCardProps) {
  const { t } = useTranslation("studies");
  const { names, language, mayWrite } = usePlanning();
  const { levels } = attribute;
  const name = names.nameOf(attribute);
  return (
    <div className={classes.attribute} role="group" aria-label={name}>
      <div className={classes.attributeHead}>
        <TextInput
          aria-label={t("attributes.one", { n: place + 1 })}
          value={attribute.label[language] ?? ""}
          placeholder={said(attribute.label, language) || t("attributes.words")}
          lang={language}
          maxLength={200}
          readOnly={!mayWrite}
          styles={{ input: { fontWeight: 600 } }}
          onKeyDown={moveKeys((by) => mayWrite && onMove(by))}
          onChange={(event) => onChange({ label: withWords(attribute.label, language, event.currentTarget.value) }, `name${attribute.code}`)}
        />
        <Select
          aria-label={t("attributes.type", { name })}
          data={Object.keys(TYPES).map((value) => ({ value, label: t(`attributes.types.${value}`) }))}
          value={typeOf(attribute)}
          allowDeselect={false}
          readOnly={!mayWrite}
          onChange={(type) => type && onChange({ ...TYPES[type] })}
        />
        {mayWrite && <RowMenu label={t("attributes.more", { name })} place={place} last={last} onMove={onMove} onRemove={onRemove} />}
      </div>
      {levels.map((level, at) => (
        <LevelRow
          key={level.code}
          level={level}
          place={at}
          last={levels.length - 1}
          name={name}
          isNumber={isNumeric(attribute)}
          onChange={(part, topic) => onChange({ levels: levels.map((one) => (one === level ? { ...one, ...part } : one)) }, `${attribute.code}${level.code}${topic}`)}
          onMove={(by) => onChange({ levels: moved(levels, at, by) })}
          onRemove={() => onChange({ levels: levels.toSpliced(at, 1) })}
        />
      ))}
      {mayWrite && levels.length < MOST.levels && (
        <div>
          <Button variant="subtle" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => onChange({ levels: [...levels, newLevel(levels)] })}>
            {t("attributes.addLevel")}
          </Button>
        </div>
      )}
    </div>
  );
}
