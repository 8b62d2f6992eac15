import { Button, Menu, Text } from "@mantine/core";
import { History } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useEditing } from "@/pages/journeys/editing";

export function VersionMenu() {
  const { t } = useTranslation("journeys");
  const { moment, number } = useFormats();
  const { published } = useEditing().journey;
  const newestFirst = [...published].sort((a, b) => b.version - a.version);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<History size={15} aria-hidden />}>
          {t("bar.versions")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown maw={340}>
        <Menu.Label>{t("versions.title")}</Menu.Label>
        {newestFirst.length === 0 && <Menu.Label>{t("versions.none")}</Menu.Label>}
        {newestFirst.map((one) => (
          <Menu.Item key={one.version} component="div">
            <Text size="sm" fw={600}>
              {t("version", { n: one.version })} · {moment(one.at)}
            </Text>
            <Text size="xs" c="dimmed">
              {t("versions.line", { author: one.author, n: number(one.waiting) })}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
