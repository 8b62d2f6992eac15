import { ActionIcon, Button, Select } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { named, names } from "@/pages/audiences/fields";
import classes from "@/pages/audiences/Rule.module.css";
import type { Field, Where } from "@/pages/audiences/shapes";
import { TestFields } from "@/pages/audiences/TestFields";

interface WhereRowsProps {
  fields: Field[];
  where: Where[];
  onChange: (where: Where[]) => void;
}

/** Restrictions on one behaviour: "only baby products". All must hold. */
export function WhereRows({ fields, where, onChange }: WhereRowsProps) {
  const { t } = useTranslation("audiences");
  const set = (place: number, change: Where) => onChange(where.map((one, at) => (at === place ? change : one)));
  return (
    <>
      {where.map((one, place) => (
        // Rows have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={place} className={classes.where}>
          <Select
            className={classes.field}
            size="sm"
            searchable
            aria-label={t("propertyName")}
            placeholder={t("propertyName")}
            data={names(fields, one.property)}
            value={one.property || null}
            onChange={(property) => set(place, { property: property ?? "", is: "eq", value: "" })}
          />
          <TestFields
            field={named(fields, one.property)}
            is={one.is}
            value={one.value ?? ""}
            onChange={(is, value) => set(place, { ...one, is, value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("removeWhere")}
            onClick={() => onChange(where.filter((_, at) => at !== place))}
          >
            <X size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div className={classes.where}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => onChange([...where, { property: "", is: "eq", value: "" }])}
        >
          {t("add.where")}
        </Button>
      </div>
    </>
  );
}
