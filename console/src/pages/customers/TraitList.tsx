// What is known of a customer; each fact says where it comes from and since when.
import { Button, Text, Tooltip } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Trait } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import classes from "@/pages/customers/customers.module.css";

export function shown(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.map(shown).join("、");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function TraitList({ traits, most = 200 }: { traits: Trait[]; most?: number }) {
  const { t } = useTranslation("customers");
  const [all, setAll] = useState(false);
  if (traits.length === 0) return <Text size="sm" c="dimmed">{t("traits.none")}</Text>;
  const rows = all ? traits : traits.slice(0, most);
  return (
    <>
      <dl className={classes.traits}>
        {rows.map((trait) => (
          <TraitRow key={trait.name} trait={trait} />
        ))}
      </dl>
      {traits.length > rows.length && (
        <Button variant="subtle" size="compact-xs" mt={6} onClick={() => setAll(true)}>
          {t("traits.more", { count: traits.length - rows.length })}
        </Button>
      )}
    </>
  );
}

function TraitRow({ trait }: { trait: Trait }) {
  const { t, i18n } = useTranslation("customers");
  const { ago, moment } = useFormats();
  const named = `trait.${trait.name}`;
  const from = [trait.source, trait.at && ago(trait.at)].filter(Boolean).join(" · ");
  return (
    <div className={classes.trait}>
      <dt className="fl-cut" title={trait.name}>
        {i18n.exists(named, { ns: "customers" }) ? t(named) : trait.name}
      </dt>
      <dd>
        <span>{shown(trait.value)}</span>
        {from && (
          <Tooltip label={trait.at ? moment(trait.at) : from}>
            <span className={classes.from}>{from}</span>
          </Tooltip>
        )}
      </dd>
    </div>
  );
}
