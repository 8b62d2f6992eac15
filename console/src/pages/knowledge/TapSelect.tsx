// What a tap asks for: the words themselves, another article, a flow, or a person.
import { Group, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { FlowSelect } from "@/pages/bot/setup/FlowSelect";
import { ArticleSelect } from "@/pages/knowledge/ArticleSelect";
import type { Tap } from "@/pages/knowledge/shapes";

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
      {tap?.kind === "flow" && (
        <FlowSelect {...target} value={tap.id || null} onChange={(id) => onChange({ ...tap, id: id ?? "" })} />
      )}
    </Group>
  );
}
