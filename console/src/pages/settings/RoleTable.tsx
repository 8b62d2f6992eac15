import { Table, VisuallyHidden } from "@mantine/core";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { RoleRow } from "@/api/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

/** Which role may do what. */
export function RoleTable() {
  const { t } = useTranslation("settings");
  const { data: roles, error } = useAnswer<RoleRow[]>("/roles");
  if (error) return <ErrorState error={error} />;
  if (!roles) return <Loading lines={6} />;
  const rights = [...new Set(roles.flatMap((role) => role.rights))];
  return (
    <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("roles.title") } }}>
      <Table verticalSpacing={6} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("roles.right")}</Table.Th>
            {roles.map((role) => (
              <Table.Th key={role.id} ta="center">
                {t(`common:role.${role.id}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rights.map((right) => (
            <Table.Tr key={right}>
              <Table.Th scope="row" fw={400}>
                {t(`rights.${right}`)}
              </Table.Th>
              {roles.map((role) => (
                <Table.Td key={role.id} ta="center">
                  {role.rights.includes(right) && (
                    <>
                      <Check size={15} aria-hidden />
                      <VisuallyHidden>{t("roles.yes")}</VisuallyHidden>
                    </>
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
