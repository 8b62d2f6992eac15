import { ShoppingBag } from "lucide-react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import type { CreditedOrder } from "@/pages/reports/shapes";
import { CustomerLink } from "@/shared/CustomerLink";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";

/** The orders behind the figure. */
export function CreditedOrders({ journey }: { journey: string }) {
  const { t } = useTranslation("reports");
  const pages = usePages<CreditedOrder>(`/reports/journeys/${journey}/orders`);
  return (
    <DataTable
      label={t("lift.credited")}
      pages={pages}
      columns={useColumns()}
      rowKey={(row) => String(row.position)}
      empty={<EmptyState icon={ShoppingBag} title={t("order.none")} text={t("order.noneText")} />}
    />
  );
}

function useColumns(): Column<CreditedOrder>[] {
  const { t } = useTranslation("reports");
  const { amount, moment } = useFormats();
  return [
    { key: "customer", title: t("order.customer"), cell: (row) => <CustomerLink id={row.customer} name={row.customer_name} /> },
    { key: "order", title: t("order.id"), wide: true, cell: (row) => row.order_id },
    { key: "placed", title: t("order.placed"), wide: true, cell: (row) => moment(row.placed_at) },
    { key: "amount", title: t("order.amount"), align: "right", cell: (row) => <span className="fl-number">{amount(row.amount)}</span> },
  ];
}
