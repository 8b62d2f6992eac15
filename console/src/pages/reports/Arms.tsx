import { Progress, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { Arm, Lift } from "@/pages/reports/shapes";

export function Arms({ lift }: { lift: Lift }) {
  const { t } = useTranslation("reports");
  const top = Math.max(lift.treated.rate, lift.held_out.rate, 0.0001);
  return (
    <Table.ScrollContainer minWidth={520}>
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("arm.side")}</Table.Th>
            <Table.Th ta="right">{t("arm.customers")}</Table.Th>
            <Table.Th ta="right">{t("arm.converted")}</Table.Th>
            <Table.Th>{t("arm.rate")}</Table.Th>
            <Table.Th ta="right">{t("arm.each")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Side name={t("arm.treated")} arm={lift.treated} top={top} color="indigo" />
          <Side name={t("arm.heldOut")} arm={lift.held_out} top={top} color="gray.5" />
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Side({ name, arm, top, color }: { name: string; arm: Arm; top: number; color: string }) {
  const { number, amount, percent } = useFormats();
  return (
    <Table.Tr>
      <Table.Td fw={600}>{name}</Table.Td>
      <Table.Td ta="right" className="fl-number">
        {number(arm.customers)}
      </Table.Td>
      <Table.Td ta="right" className="fl-number">
        {number(arm.converted)}
      </Table.Td>
      <Table.Td miw={160}>
        <Progress value={(arm.rate / top) * 100} color={color} aria-label={`${name} ${percent(arm.rate)}`} mb={4} />
        <span className="fl-number">{percent(arm.rate)}</span>
      </Table.Td>
      <Table.Td ta="right" className="fl-number">
        {amount(arm.revenue_per_customer)}
      </Table.Td>
    </Table.Tr>
  );
}
