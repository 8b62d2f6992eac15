import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { named, names, useFields } from "@/pages/audiences/fields";
import classes from "@/pages/audiences/Rule.module.css";
import { TestFields } from "@/pages/audiences/TestFields";
import { kindOf } from "@/pages/audiences/tests";
import type { TraitNode } from "@/pages/audiences/tree";

export function TraitRow({ node, onChange }: { node: TraitNode; onChange: (node: TraitNode) => void }) {
  const { t } = useTranslation("audiences");
  const { traits } = useFields();
  const choose = (trait: string) => {
    const is = kindOf(named(traits, trait)) === "moment" ? "after" : "eq";
    onChange({ ...node, trait, is, value: "" });
  };
  return (
    <>
      <Select
        className={classes.field}
        size="sm"
        searchable
        aria-label={t("traitName")}
        placeholder={t("traitName")}
        data={names(traits, node.trait)}
        value={node.trait || null}
        onChange={(trait) => choose(trait ?? "")}
      />
      <TestFields
        field={named(traits, node.trait)}
        is={node.is}
        value={node.value}
        onChange={(is, value) => onChange({ ...node, is, value })}
      />
    </>
  );
}
