// A list as a table: rows open by click or Enter, arrows move, further pages come by a button.
import { Button, Center, Table } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Pages } from "@/api/queries";
import classes from "@/shared/DataTable.module.css";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export interface Column<T> {
  key: string;
  title: string;
  cell: (row: T) => ReactNode;
  align?: "left" | "right";
  /** Left out on a phone. */
  wide?: boolean;
}

interface DataTableProps<T> {
  label: string;
  pages: Pick<Pages<T>, "rows" | "isPending" | "error" | "refetch" | "hasNextPage" | "fetchNextPage" | "isFetchingNextPage">;
  columns: Column<T>[];
  rowKey: (row: T) => string;
  onOpen?: (row: T) => void;
  empty: ReactNode;
}

export function DataTable<T>({ label, pages, columns, rowKey, onOpen, empty }: DataTableProps<T>) {
  const { t } = useTranslation();
  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading lines={8} />;
  if (pages.rows.length === 0) return <>{empty}</>;
  return (
    <div className={classes.box} role="group" aria-label={label}>
      <Table className={classes.table} verticalSpacing="sm" highlightOnHover={Boolean(onOpen)} onKeyDown={walk}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) =>
              column.title ? (
                <Table.Th key={column.key} data-wide={column.wide} ta={column.align ?? "left"}>
                  {column.title}
                </Table.Th>
              ) : (
                <Table.Td key={column.key} data-wide={column.wide} />
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pages.rows.map((row) => (
            <Table.Tr key={rowKey(row)} {...opening(onOpen && (() => onOpen(row)))}>
              {columns.map((column) => (
                <Table.Td key={column.key} data-wide={column.wide} ta={column.align ?? "left"}>
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {pages.hasNextPage && (
        <Center py="md">
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("table.more")}
          </Button>
        </Center>
      )}
    </div>
  );
}

function opening(open: (() => void) | undefined) {
  if (!open) return {};
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.target === event.currentTarget) open();
  };
  return { tabIndex: 0, onClick: open, onKeyDown, className: classes.opens };
}

/** Arrow down and up move the focus from row to row. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  const row = (event.target as HTMLElement).closest("tr");
  const next = event.key === "ArrowDown" ? row?.nextElementSibling : event.key === "ArrowUp" ? row?.previousElementSibling : null;
  if (next instanceof HTMLElement && next.tabIndex === 0) {
    event.preventDefault();
    next.focus();
  }
}
