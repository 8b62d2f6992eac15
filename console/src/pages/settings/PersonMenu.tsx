import { ActionIcon, Menu } from "@mantine/core";
import { Check, Ellipsis, Lock, LockOpen } from "lucide-react";
import { useTranslation } from "react-i18next";

import { patch } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import type { Person, RoleRow } from "@/api/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";

export function PersonMenu({ person }: { person: Person }) {
  const { t } = useTranslation("settings");
  const { data: roles } = useAnswer<RoleRow[]>("/roles");
  const change = async (more: { role?: string; disabled?: boolean }) => {
    try {
      await patch(`/people/${person.id}`, more);
      await changed("/people");
      sayDone(t("common:saved"));
    } catch (error) {
      sayFailed(error);
    }
  };
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" c="dimmed" aria-label={t("people.change", { name: person.name })}>
          <Ellipsis size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("column.role")}</Menu.Label>
        {roles?.map((role) => (
          <Menu.Item
            key={role.id}
            rightSection={role.id === person.role ? <Check size={15} aria-hidden /> : null}
            onClick={() => void change({ role: role.id })}
          >
            {t(`common:role.${role.id}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={person.disabled ? <LockOpen size={15} aria-hidden /> : <Lock size={15} aria-hidden />}
          onClick={() => void change({ disabled: !person.disabled })}
        >
          {t(person.disabled ? "people.unlock" : "people.lock")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
