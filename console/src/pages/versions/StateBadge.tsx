import { Badge, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Version } from "@/pages/versions/shapes";

const COLORS: Record<string, string> = { queued: "gray", running: "cyan", trained: "indigo", failed: "red" };

export function StateBadge({ version }: { version: Version }) {
  const { t } = useTranslation("versions");
  return (
    <Group gap={6}>
      {version.is_in_force ? (
        <Badge color="teal">{t("state.inForce")}</Badge>
      ) : (
        <Badge color={COLORS[version.state] ?? "gray"}>{t(`state.${version.state}` as "state.trained")}</Badge>
      )}
      {!version.is_in_force && version.was_in_force && <Badge color="gray">{t("state.wasInForce")}</Badge>}
      {(version.weakened || version.missing_encoders.length > 0) && <Badge color="orange">{t("state.weakened")}</Badge>}
    </Group>
  );
}
