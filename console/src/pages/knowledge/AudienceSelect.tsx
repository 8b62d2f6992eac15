import { MultiSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { useRights } from "@/app/session";

/** Whom an answer is for. An audience that is gone keeps its id, so that saving does not widen the answer. */
export function AudienceSelect({ value, onChange }: { value: string[]; onChange: (value: string[]) => void }) {
  const { t } = useTranslation("knowledge");
  const may = useRights();
  const { data } = useAnswer<Page<{ id: string; name: string }>>(may("audiences.read") ? "/audiences" : null, { limit: 200 });
  const known = (data?.items ?? []).map((one) => ({ value: one.id, label: one.name || one.id }));
  const gone = value.filter((id) => !known.some((one) => one.value === id)).map((id) => ({ value: id, label: id.slice(0, 8) }));
  return (
    <MultiSelect
      style={{ flex: "1 1 180px" }}
      label={t("answers.audiences")}
      placeholder={value.length ? "" : t("answers.everybody")}
      searchable
      value={value}
      onChange={onChange}
      data={[...known, ...gone]}
    />
  );
}
