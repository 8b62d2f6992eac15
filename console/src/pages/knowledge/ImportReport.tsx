// What became, or would become, of every line of a file.
import { Alert, Badge, Group, ScrollArea, SegmentedControl, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { Report } from "@/pages/knowledge/shapes";

const COLORS = { created: "teal", changed: "cyan", unchanged: "gray", refused: "red" } as const;
const OUTCOMES = ["created", "changed", "unchanged", "refused"] as const;
const MOST = 300;

export function ImportReport({ report }: { report: Report }) {
  const { t } = useTranslation("knowledge");
  const { number } = useFormats();
  const [only, setOnly] = useState<string>("all");
  const rows = report.rows.filter((row) => only === "all" || row.outcome === only);
  return (
    <Stack gap="sm" role="status">
      <Text size="sm" fw={600}>
        {t(report.is_dry_run ? "import.would" : "import.did")}
        {report.approved > 0 && ` · ${t("approvedMany", { count: report.approved })}`}
      </Text>
      <Group gap={6}>
        {OUTCOMES.map((outcome) => (
          <Badge key={outcome} color={COLORS[outcome]}>
            {t(`import.outcome.${outcome}`)} {number(report[outcome])}
          </Badge>
        ))}
        {report.encoding && <Badge color="gray">{report.encoding.toUpperCase()}</Badge>}
      </Group>
      {report.unknown_columns.length > 0 && (
        <Alert color="orange" variant="light">
          {t("import.unknown", { columns: report.unknown_columns.join(", ") })}
        </Alert>
      )}
      <div style={{ overflowX: "auto" }}>
        <SegmentedControl
          size="xs"
          aria-label={t("import.only")}
          value={only}
          onChange={setOnly}
          data={["all", ...OUTCOMES].map((value) => ({ value, label: t(`import.outcome.${value}`) }))}
        />
      </div>
      <ScrollArea.Autosize mah={320} viewportProps={{ tabIndex: 0, role: "group", "aria-label": t("import.lines") }}>
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("import.line")}</Table.Th>
              <Table.Th>{t("column.title")}</Table.Th>
              <Table.Th>{t("import.result")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, MOST).map((row, place) => (
              // A line may be told twice, so its place is what tells rows apart.
              <Table.Tr key={place}>
                <Table.Td className="fl-number">{number(row.line)}</Table.Td>
                <Table.Td>{row.title || "–"}</Table.Td>
                <Table.Td>
                  <Badge color={COLORS[row.outcome]}>{t(`import.outcome.${row.outcome}`)}</Badge>
                  {row.reason && (
                    <Text size="xs" c="dimmed" mt={2}>
                      {t(`import.reason.${row.code}`, { defaultValue: row.reason })}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {rows.length > MOST && (
        <Text size="xs" c="dimmed">
          {t("import.more", { count: rows.length - MOST })}
        </Text>
      )}
    </Stack>
  );
}
