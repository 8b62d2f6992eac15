import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { KeyRound, LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";

import { signOut, useSession } from "@/app/session";
import { initial } from "@/shared/Face";

export function UserMenu() {
  const { t } = useTranslation();
  const { data: session } = useSession();
  if (!session) return null;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton aria-label={t("shell.account", { name: session.person.name })}>
          <Avatar size={34} radius="xl" color="indigo" variant="light">
            {initial(session.person.name)}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {session.person.name}
          </Text>
          <Text size="xs" c="dimmed" className="fl-cut">
            {session.person.email}
          </Text>
          <Text size="xs" c="dimmed">
            {t(`role.${session.person.role}`)}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<KeyRound size={15} aria-hidden />}>
          {t("area.account")}
        </Menu.Item>
        <Menu.Item leftSection={<LogOut size={15} aria-hidden />} onClick={() => void signOut()}>
          {t("shell.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
