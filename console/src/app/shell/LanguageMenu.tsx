import { ActionIcon, Menu } from "@mantine/core";
import { Check, Languages } from "lucide-react";
import { useTranslation } from "react-i18next";

import { choose, LANGUAGES, type Language } from "@/i18n";

export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" c="dimmed" aria-label={t("shell.language")}>
          <Languages size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.entries(LANGUAGES) as [Language, string][]).map(([tag, name]) => (
          <Menu.Item
            key={tag}
            lang={tag}
            onClick={() => void choose(tag)}
            rightSection={tag === i18n.language ? <Check size={15} aria-hidden /> : null}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
