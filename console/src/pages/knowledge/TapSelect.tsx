// What a tap asks for: the words themselves, another article, a flow, or a person.
import { Group, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { ArticleSelect } from "@/pages/knowledge/ArticleSelect";
import type { FlowRow, Tap } from "@/pages/knowledge/shapes";

interface TapSelectProps {
  tap: Tap | null;
  onChange: (tap: Tap | null) => void;
  /** What no tap means, such as "says the words". */
  without: string;
}

export function TapSelect({ tap, onChange, without }: TapSelectProps) {
  const { t } = useTranslation("knowledge");
  const kinds = [{ value: "none", label: without }, ...(["article", "flow", "person"] as const).map((value) => ({ value, label: t(`tap.${value}`) }))];
  const target = { style: { flex: 1, minWidth: 0 }, "aria-label": t("tap.target"), placeholder: t("tap.target") };
  return (
    <Group gap={6} wrap="nowrap" style={{ flex: 2, minWidth: 0 }}>
      <Select
        style={{ flex: 1, minWidth: 0 }}
        aria-label={t("tap.kind")}
        allowDeselect={false}
        value={tap?.kind ?? "none"}
        onChange={(kind) => onChange(!kind || kind === "none" ? null : { kind: kind as Tap["kind"], id: "" })}
        data={kinds}
      />
      {tap?.kind === "article" && (
        <ArticleSelect {...target} value={tap.id || null} onChange={(id) => onChange({ ...tap, id: id ?? "" })} />
      )}
      {tap?.kind === "flow" && <Flow tap={tap} onChange={onChange} />}
    </Group>
  );
}

function Flow({ tap, onChange }: { tap: Tap; onChange: (tap: Tap) => void }) {
  const { t } = useTranslation("knowledge");
  const { data } = useAnswer<Page<FlowRow>>("/flows", { limit: 200 });
  const rows = (data?.items ?? []).map((one) => ({ value: one.id, label: one.name || t("noTitle") }));
  const isKnown = !tap.id || rows.some((one) => one.value === tap.id);
  return (
    <Select
      style={{ flex: 1, minWidth: 0 }}
      aria-label={t("tap.target")}
      placeholder={t("tap.target")}
      searchable
      value={tap.id || null}
      onChange={(id) => onChange({ ...tap, id: id ?? "" })}
      data={isKnown ? rows : [...rows, { value: tap.id, label: tap.id.slice(0, 8) }]}
    />
  );
}
