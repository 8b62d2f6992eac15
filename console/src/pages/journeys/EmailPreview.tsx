import { Alert, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Customer, CustomerRow, Page } from "@/api/shapes";
import { filled } from "@/pages/journeys/fill";
import classes from "@/pages/journeys/Journey.module.css";
import type { EmailStep } from "@/pages/journeys/shapes";

const TYPING_REST_MS = 300;

/** The mail as one customer would see it. The frame has no rights at all: no script, no form, no cookies of ours. */
export function EmailPreview({ step }: { step: EmailStep }) {
  const { t } = useTranslation("journeys");
  const [customer, setCustomer] = useState<string | null>(null);
  const { data } = useAnswer<Customer>(customer ? `/customers/${customer}` : null);
  const traits = Object.fromEntries((data?.traits ?? []).map(({ name, value }) => [name, value]));
  const values = { customer: { id: data?.id, ...traits } };
  const subject = filled(step.subject, values);
  const body = step.html ? filled(step.html, values, true) : filled(step.text, values);
  const missing = [...new Set([...subject.missing, ...body.missing])];
  return (
    <Stack gap="sm">
      <CustomerPicker value={customer} onChange={setCustomer} />
      {data && missing.length > 0 && <Alert color="orange">{t("email.missing", { names: missing.join(" ") })}</Alert>}
      {(subject.hasLogic || body.hasLogic) && <Alert color="gray">{t("email.logic")}</Alert>}
      <Text fw={600}>{subject.text || t("summary.noSubject")}</Text>
      {step.html ? (
        <iframe className={classes.preview} title={t("email.frame")} sandbox="" srcDoc={body.text} />
      ) : (
        <Text style={{ whiteSpace: "pre-wrap" }}>{body.text}</Text>
      )}
    </Stack>
  );
}

function CustomerPicker({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation("journeys");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, TYPING_REST_MS);
  const { data } = useAnswer<Page<CustomerRow>>("/customers", { search, limit: 20 });
  const found = (data?.items ?? []).map((row) => ({ value: row.id, label: row.name || row.email || row.phone || row.id }));
  return (
    <Select
      label={t("email.customer")}
      placeholder={t("email.customerPlaceholder")}
      searchable
      clearable
      data={found}
      filter={({ options }) => options}
      value={value}
      onSearchChange={setTyped}
      onChange={onChange}
    />
  );
}
