// Ctrl-K: go to a page, or find a customer by name, phone, mail or any handle.
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useNavigate } from "@tanstack/react-router";
import { Search as Glass, UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { CustomerRow, Page } from "@/api/shapes";
import { reachable } from "@/app/areas";

export function Search({ rights }: { rights: string[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const customers = useCustomerActions(typed, rights);
  const pages: SpotlightActionData[] = reachable(rights).map((area) => ({
    id: area.name,
    label: t(`area.${area.name}`),
    keywords: [area.name],
    leftSection: <area.icon size={18} aria-hidden />,
    onClick: () => void navigate({ to: area.to ?? "/" }),
  }));
  const actions: SpotlightActionGroupData[] = [
    { group: t("search.customers"), actions: customers },
    { group: t("search.pages"), actions: pages },
  ];
  return (
    <Spotlight
      actions={actions.filter((group) => group.actions.length > 0)}
      query={typed}
      onQueryChange={setTyped}
      filter={(query, all) => keep(query, all as SpotlightActionGroupData[])}
      shortcut={["mod + K"]}
      nothingFound={t("search.nothing")}
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <Glass size={18} aria-hidden />,
        placeholder: t("search.placeholder"),
        "aria-label": t("search.placeholder"),
      }}
    />
  );
}

/** The server already chose the customers; only pages are filtered here. */
function keep(query: string, groups: SpotlightActionGroupData[]): SpotlightActionGroupData[] {
  const wanted = query.trim().toLowerCase();
  return groups
    .map((group) => ({ ...group, actions: group.actions.filter((action) => fits(action, wanted)) }))
    .filter((group) => group.actions.length > 0);
}

function fits(action: SpotlightActionData, wanted: string): boolean {
  return action.id.startsWith("customer:") || `${action.label} ${action.id}`.toLowerCase().includes(wanted);
}

function useCustomerActions(typed: string, rights: string[]): SpotlightActionData[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useDebouncedValue(typed.trim(), 300);
  const wanted = search !== "" && rights.includes("customers.read");
  const { data } = useAnswer<Page<CustomerRow>>(wanted ? "/customers" : null, { search, limit: 7 });
  return (data?.items ?? []).map((customer) => ({
    id: `customer:${customer.id}`,
    label: customer.name || t("someone"),
    description: [customer.phone, customer.email, customer.city].filter(Boolean).join(" · "),
    leftSection: <UserRound size={18} aria-hidden />,
    onClick: () => void navigate({ to: `/customers/${customer.id}` }),
  }));
}
