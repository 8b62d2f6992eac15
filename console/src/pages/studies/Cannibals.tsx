import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Cannibalisation } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { usePoints } from "@/pages/studies/words";
import { Surface } from "@/shared/Surface";

/** Where each own product's share comes from: the market with it against the market without it. */
export function Cannibals({ found }: { found: Cannibalisation }) {
  const { t } = useTranslation("studies");
  const points = usePoints();
  const { names, matrix, gained, from_rivals, from_none } = found;
  const most = Math.max(...matrix.flat().map(Math.abs), 0.001);
  return (
    <Surface title={t("cannibal.title")}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("cannibal.text")}
      </Text>
      <Table.ScrollContainer minWidth={380} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("cannibal.title") } }}>
        <Table withTableBorder withColumnBorders w="auto">
          <Table.Thead>
            <Table.Tr>
              <Table.Th fz="xs">{t("cannibal.when")}</Table.Th>
              {[...names, t("cannibal.gained"), t("cannibal.rivals"), t("cannibal.none")].map((name) => (
                <Table.Th key={name} ta="right" fz="xs">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {names.map((name, row) => (
              <Table.Tr key={name}>
                <Table.Th fz="sm">{name}</Table.Th>
                {names.map((other, column) => {
                  const value = matrix[row]?.[column] ?? 0;
                  return (
                    <Table.Td key={other} ta="right" className={`${classes.heat} fl-number`} data-loss={value < 0 || undefined} style={{ "--heat": `${Math.round((Math.abs(value) / most) * 45)}%` }}>
                      {points(value)}
                    </Table.Td>
                  );
                })}
                {[gained[row], from_rivals[row], from_none[row]].map((value, place) => (
                  // oxlint-disable-next-line react/no-array-index-key -- three fixed columns
                  <Table.Td key={place} ta="right" className="fl-number" fw={place === 0 ? 650 : 400}>
                    {points(value ?? 0)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Surface>
  );
}
