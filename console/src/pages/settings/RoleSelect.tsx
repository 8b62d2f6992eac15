import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { RoleRow } from "@/api/shapes";

/** The role of a form. */
export function RoleSelect({ first }: { first: string }) {
  const { t } = useTranslation("settings");
  const { data } = useAnswer<RoleRow[]>("/roles");
  const roles = data?.map((role) => role.id) ?? [first];
  return (
    <Select
      name="role"
      label={t("column.role")}
      allowDeselect={false}
      defaultValue={first}
      data={roles.map((role) => ({ value: role, label: t(`common:role.${role}`) }))}
    />
  );
}
