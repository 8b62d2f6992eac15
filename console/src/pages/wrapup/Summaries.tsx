// All closed conversations by what they came to.
import { Badge, Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { ClipboardList, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer, usePages } from "@/api/queries";
import { OutcomeBadge } from "@/pages/wrapup/OutcomeBadge";
import { choicesOf, type Code, pathOf, type Summary, type Tree } from "@/pages/wrapup/tree";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export function Summaries() {
  const { t, i18n } = useTranslation("wrapup");
  const navigate = useNavigate();
  const [code, setCode] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 250);
  const { data: tree } = useAnswer<Tree>("/wrapup-codes");
  const pages = usePages<Summary>("/summaries", { code, search });
  const codes = tree?.codes ?? [];
  return (
    <Surface>
      <Group mb="md" gap="sm">
        <TextInput
          aria-label={t("search")}
          placeholder={t("search")}
          leftSection={<Search size={15} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          style={{ flex: "1 1 200px", maxWidth: 320 }}
        />
        <Select
          aria-label={t("code")}
          placeholder={t("anyCode")}
          data={choicesOf(codes, code ?? "", i18n.language)}
          value={code}
          onChange={setCode}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("anyCode") }}
          style={{ flex: "0 1 260px" }}
        />
      </Group>
      <DataTable
        label={t("tab.summaries")}
        pages={pages}
        columns={useColumns(codes)}
        rowKey={(row) => `${row.conversation}:${row.closing}`}
        onOpen={(row) => void navigate({ to: `/desk/${row.conversation}`, search: { box: "resolved" } as never })}
        empty={<EmptyState icon={ClipboardList} title={t("none")} text={t("noneText")} />}
      />
    </Surface>
  );
}

function useColumns(codes: Code[]): Column<Summary>[] {
  const { t, i18n } = useTranslation("wrapup");
  return [
    { key: "need", title: t("need"), cell: (row) => <Words text={row.need.text} strong /> },
    { key: "result", title: t("result"), wide: true, cell: (row) => <Words text={row.result.text} /> },
    {
      key: "code",
      title: t("code"),
      cell: (row) => (
        <Badge variant={row.is_code_judged ? "light" : "outline"} color={row.code ? "indigo" : "gray"} tt="none">
          {row.code ? pathOf(codes, row.code, i18n.language) : t("noCode")}
        </Badge>
      ),
    },
    { key: "outcome", title: t("outcome"), wide: true, cell: (row) => <OutcomeBadge outcome={row.outcome} /> },
    { key: "at", title: t("closed"), align: "right", wide: true, cell: (row) => <TimeAgo at={row.closed_at} /> },
  ];
}

function Words({ text, strong = false }: { text: string; strong?: boolean }) {
  return (
    <Text size="sm" fw={strong ? 600 : 400} maw={360} lineClamp={2}>
      {text || "–"}
    </Text>
  );
}
