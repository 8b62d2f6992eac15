import { ActionIcon, Checkbox, Group, Select, Stack, Table, Text } from "@mantine/core";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePlanning } from "@/pages/studies/planning";
import { isProhibited, togglePair } from "@/pages/studies/plans";
import type { Attribute } from "@/pages/studies/shapes";
import { Surface } from "@/shared/Surface";

/** What cannot be together in one product: a matrix of two attributes at a time, and all such rules as a list. */
export function Prohibited() {
  const { t } = useTranslation("studies");
  const { plan, names } = usePlanning();
  const [chosen, setChosen] = useState<[string, string]>(["", ""]);
  const find = (code: string, other: number) => plan.attributes.find((one) => one.code === code) ?? plan.attributes[other];
  const [rows, columns] = [find(chosen[0], 0), find(chosen[1], plan.attributes.length - 1)];
  if (plan.attributes.length < 2 || !rows || !columns) return null;
  const select = (label: string, value: string, put: (code: string) => void) => (
    <Select
      label={label}
      data={plan.attributes.map((one) => ({ value: one.code, label: names.nameOf(one) }))}
      value={value}
      allowDeselect={false}
      onChange={(code) => code && put(code)}
      w={200}
      maw="100%"
    />
  );
  return (
    <Surface title={t("prohibited.title")}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("prohibited.text")}
      </Text>
      <Group mb="md" align="end">
        {select(t("prohibited.rows"), rows.code, (code) => setChosen([code, columns.code]))}
        {select(t("prohibited.columns"), columns.code, (code) => setChosen([rows.code, code]))}
      </Group>
      {rows === columns ? (
        <Text size="sm">{t("prohibited.same")}</Text>
      ) : (
        <Matrix rows={rows} columns={columns} />
      )}
      <Rules />
    </Surface>
  );
}

function Cross({ className }: { className?: string }) {
  return <X className={className} aria-hidden />;
}

function Matrix({ rows, columns }: { rows: Attribute; columns: Attribute }) {
  const { t } = useTranslation("studies");
  const { plan, set, names, mayWrite } = usePlanning();
  return (
    <Table.ScrollContainer minWidth={240} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("prohibited.title") } }}>
      <Table withTableBorder withColumnBorders w="auto">
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            {columns.levels.map((column) => (
              <Table.Th key={column.code} ta="center" fz="xs">
                {names.levelOf(columns, column)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.levels.map((row) => (
            <Table.Tr key={row.code}>
              <Table.Th fz="xs">{names.levelOf(rows, row)}</Table.Th>
              {columns.levels.map((column) => {
                const pair: [[string, string], [string, string]] = [[rows.code, row.code], [columns.code, column.code]];
                return (
                  <Table.Td key={column.code}>
                    <Checkbox
                      style={{ display: "grid", justifyContent: "center" }}
                      color="red.8"
                      icon={Cross}
                      aria-label={t("prohibited.cell", { one: names.levelOf(rows, row), other: names.levelOf(columns, column) })}
                      checked={isProhibited(plan, ...pair)}
                      disabled={!mayWrite}
                      onChange={() => set(togglePair(plan, ...pair))}
                    />
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Rules() {
  const { t } = useTranslation("studies");
  const { plan, set, names, mayWrite } = usePlanning();
  if (plan.prohibited.length === 0) return null;
  return (
    <Stack gap={2} mt="md" role="list" aria-label={t("prohibited.list")}>
      {plan.prohibited.map((rule, place) => {
        const words = rule.map((pick) => `${names.attribute(pick.attribute)} ${names.level(pick.attribute, pick.level)}`).join(" + ");
        return (
          <Group key={words} gap={6} role="listitem" wrap="nowrap">
            <Text size="sm">{words}</Text>
            {mayWrite && (
              <ActionIcon variant="subtle" color="gray" aria-label={t("prohibited.remove", { words })} onClick={() => set({ prohibited: plan.prohibited.toSpliced(place, 1) })}>
                <X size={14} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        );
      })}
    </Stack>
  );
}
