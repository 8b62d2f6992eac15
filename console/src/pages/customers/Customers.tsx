import { Badge, Group, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import type { CustomerRow } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import { ImportButton } from "@/pages/customers/ImportButton";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Face } from "@/shared/Face";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

const TYPING_REST_MS = 300;

export default function Customers() {
  const { t } = useTranslation("customers");
  const navigate = useNavigate();
  const { search = "" } = useSearch({ strict: false }) as { search?: string };
  const pages = usePages<CustomerRow>("/customers", { search });
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} actions={<ImportButton />} />
      <Surface>
        <SearchBox key="search" first={search} />
        <DataTable
          label={t("title")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          onOpen={(row) => void navigate({ to: `/customers/${row.id}` })}
          empty={
            <EmptyState
              icon={Users}
              title={t(search ? "empty.search" : "empty.title")}
              text={t(search ? "empty.searchText" : "empty.text")}
            />
          }
        />
      </Surface>
    </div>
  );
}

function SearchBox({ first }: { first: string }) {
  const { t } = useTranslation("customers");
  const navigate = useNavigate();
  const [typed, setTyped] = useState(String(first));
  const look = useDebouncedCallback(
    (search: string) => void navigate({ to: "/customers", search: (search ? { search } : {}) as never, replace: true }),
    TYPING_REST_MS,
  );
  return (
    <TextInput
      mb="md"
      maw={420}
      type="search"
      aria-label={t("search")}
      placeholder={t("search")}
      leftSection={<Search size={16} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        look(event.currentTarget.value.trim());
      }}
    />
  );
}

function useColumns(): Column<CustomerRow>[] {
  const { t, i18n } = useTranslation("customers");
  const { number, amount } = useFormats();
  const channel = (id: string) => (i18n.exists(`common:channel.${id}`) ? t(`common:channel.${id}`) : id);
  return [
    { key: "name", title: t("column.name"), cell: (row) => <Who row={row} /> },
    { key: "city", title: t("column.city"), wide: true, cell: (row) => row.city ?? "–" },
    { key: "orders", title: t("column.orders"), align: "right", wide: true, cell: (row) => number(row.order_count) },
    { key: "amount", title: t("column.amount"), align: "right", cell: (row) => <span className="fl-number">{amount(row.order_amount)}</span> },
    {
      key: "channels",
      title: t("column.channels"),
      wide: true,
      cell: (row) => (
        <Group gap={4}>
          {row.channels.map((id) => (
            <Badge key={id} color="gray">
              {channel(id)}
            </Badge>
          ))}
        </Group>
      ),
    },
    { key: "seen", title: t("column.seen"), align: "right", wide: true, cell: (row) => <TimeAgo at={row.last_seen} /> },
  ];
}

function Who({ row }: { row: CustomerRow }) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" wrap="nowrap">
      <Face id={row.id} name={row.name} size={34} />
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600} className="fl-cut">
          {row.name || t("someone")}
        </Text>
        <Text size="xs" c="dimmed" className="fl-cut">
          {row.phone ?? row.email ?? ""}
        </Text>
      </div>
    </Group>
  );
}
