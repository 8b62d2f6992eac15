import { Alert, List, Text } from "@mantine/core";
import { CircleCheck, ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { Reason, VersionView } from "@/pages/versions/shapes";

/** Why it would not be published now, or that nothing stands against it. */
export function Reasons({ view: { version, reasons, report } }: { view: VersionView }) {
  const { t } = useTranslation("versions");
  const said = useSaid();
  if (reasons.length === 0) {
    const hasSuite = (report?.figures.in_scope ?? 0) + (report?.figures.out_of_scope ?? 0) > 0;
    return (
      <Alert color={hasSuite ? "teal" : "orange"} variant="light" icon={<CircleCheck size={18} aria-hidden />} title={t("gate.open")}>
        {t(hasSuite ? "gate.openText" : "gate.noSuite")}
      </Alert>
    );
  }
  return (
    <Alert color="red" variant="light" icon={<ShieldAlert size={18} aria-hidden />} title={t("gate.shut")}>
      <List size="sm" spacing={4}>
        {reasons.map((reason) => (
          <List.Item key={reason.detail}>{said(reason)}</List.Item>
        ))}
      </List>
      {version.was_in_force && (
        <Text size="sm" mt="xs">
          {t("gate.return")}
        </Text>
      )}
    </Alert>
  );
}

/** Our words for a known reason, else the server's. */
function useSaid() {
  const { t, i18n } = useTranslation("versions");
  const { percent } = useFormats();
  return ({ code, detail, facts }: Reason): string => {
    if (!i18n.exists(`versions:reason.${code}`)) return detail;
    const shares = new Set(["value", "low", "high", "target"]);
    const words = Object.fromEntries(
      Object.entries(facts ?? {}).map(([name, value]) => [
        name,
        shares.has(name) && typeof value === "number" ? percent(value) : Array.isArray(value) ? value.join(" / ") : String(value),
      ]),
    );
    return t(`reason.${code}` as "reason.suite_changed", words);
  };
}
