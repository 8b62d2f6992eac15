// "is one of [上海, 杭州]": the comparison and its value, for traits and for properties of behaviour.
import { Autocomplete, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { suggestions } from "@/pages/audiences/fields";
import classes from "@/pages/audiences/Rule.module.css";
import type { Field, RuleValue, TraitTest } from "@/pages/audiences/shapes";
import { carried, kindOf, testsFor, valueFor } from "@/pages/audiences/tests";
import { needsValue } from "@/pages/audiences/tree";

interface TestFieldsProps {
  field: Field | undefined;
  is: TraitTest;
  value: RuleValue;
  onChange: (is: TraitTest, value: RuleValue) => void;
}

export function TestFields({ field, is, value, onChange }: TestFieldsProps) {
  const { t } = useTranslation("audiences");
  const tests = testsFor(field, is).map((one) => ({ value: one, label: t(`test.${one}`) }));
  return (
    <>
      <Select
        className={classes.short}
        size="sm"
        aria-label={t("testLabel")}
        data={tests}
        value={is}
        allowDeselect={false}
        onChange={(next) => next && onChange(next as TraitTest, carried(next as TraitTest, value))}
      />
      {needsValue(is) && <Value field={field} is={is} value={value} onChange={(next) => onChange(is, next)} />}
    </>
  );
}

type ValueProps = Omit<TestFieldsProps, "onChange"> & { onChange: (value: RuleValue) => void };

function Value({ field, is, value, onChange }: ValueProps) {
  const { t } = useTranslation("audiences");
  const kind = kindOf(field);
  const take = (typed: string | number | string[]) => onChange(valueFor(is, kind, typed));
  const shared = { className: classes.value, size: "sm", "aria-label": t("value") } as const;
  if (is === "in") {
    const chosen = (Array.isArray(value) ? value : []).map(String);
    return (
      <TagsInput
        {...shared}
        styles={{ pill: { height: 26 } }}
        data={suggestions(field)}
        value={chosen}
        placeholder={chosen.length ? "" : t("values")}
        onChange={take}
      />
    );
  }
  const text = String(value ?? "");
  if (kind === "truth") {
    const choices = [{ value: "true", label: t("yes") }, { value: "false", label: t("no") }];
    return <Select {...shared} data={choices} value={text} onChange={(next) => next && take(next)} />;
  }
  if (kind === "number") return <NumberInput {...shared} value={text === "" ? "" : Number(text)} onChange={take} hideControls />;
  if (kind === "moment") {
    return <TextInput {...shared} type="date" value={text.slice(0, 10)} onChange={(event) => take(event.currentTarget.value)} />;
  }
  return <Autocomplete {...shared} data={suggestions(field)} value={text} placeholder={t("value")} onChange={take} />;
}
