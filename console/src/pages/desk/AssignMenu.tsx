import { Button, Menu } from "@mantine/core";
import { Check, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Colleague, ConversationRow } from "@/api/shapes";
import classes from "@/pages/desk/Desk.module.css";

interface AssignMenuProps {
  row: ConversationRow | undefined;
  me: string;
  onAssign: (assignee: string | null) => void;
}

export function AssignMenu({ row, me, onAssign }: AssignMenuProps) {
  const { t } = useTranslation("desk");
  const [opened, setOpened] = useState(false);
  // Read only when somebody opens the menu.
  const { data } = useAnswer<Colleague[]>(opened ? "/colleagues" : null);
  const people = (data ?? []).filter((one) => one.id !== me);
  const mark = (id: string | null) => (row?.assignee === id ? <Check size={15} aria-hidden /> : null);
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="default" leftSection={<UserPlus size={16} aria-hidden />} className={classes.assign}>
          {t("assign")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAssign(me)} rightSection={mark(me)}>
          {t("take")}
        </Menu.Item>
        <Menu.Item onClick={() => onAssign(null)} rightSection={mark(null)}>
          {t("release")}
        </Menu.Item>
        {people.length > 0 && <Menu.Divider />}
        {people.map((one) => (
          <Menu.Item key={one.id} onClick={() => onAssign(one.id)} rightSection={mark(one.id)}>
            {one.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
