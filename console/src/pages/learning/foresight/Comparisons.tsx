import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { ForesightFigures, Rate } from "@/pages/learning/shapes";

interface Line {
  key: string;
  foresight: Rate;
  menu: Rate;
  difference: { value: number; low: number; high: number };
}

/** Live over all visits, live over those who typed, and by replay; each on the same visits for both. */
export function Comparisons({ figures }: { figures: ForesightFigures }) {
  const { t } = useTranslation("learning");
  const { number } = useFormats();
  const lines: Line[] = [
    { key: "all", ...figures.all },
    { key: "typed", ...figures.typed },
    ...(figures.replay ? [{ key: "replay", ...figures.replay }] : []),
  ];
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {t("foresight.text", { visits: number(figures.visits), judged: number(figures.all.foresight.of) })}
      </Text>
      <div style={{ overflowX: "auto" }} role="group" tabIndex={0} aria-label={t("foresight.title")}>
        <Table verticalSpacing="sm" miw={520}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("foresight.judged")}</Table.Th>
              <Table.Th ta="right">{t("foresight.ours")}</Table.Th>
              <Table.Th ta="right">{t("foresight.menu")}</Table.Th>
              <Table.Th ta="right">{t("foresight.difference")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line) => (
              <Row key={line.key} line={line} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}

function Row({ line }: { line: Line }) {
  const { t } = useTranslation("learning");
  const { number, percent } = useFormats();
  const points = (value: number) => `${value > 0 ? "+" : ""}${number(Math.round(value * 100))}`;
  const { value, low, high } = line.difference;
  const isNothing = line.foresight.of === 0;
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {t(`foresight.${line.key}`)}
        </Text>
        <Text size="xs" c="dimmed">
          {t(`foresight.${line.key}Text`, { n: number(line.foresight.of) })}
        </Text>
      </Table.Td>
      {[line.foresight, line.menu].map((rate, place) => (
        <Table.Td key={place === 0 ? "ours" : "menu"} ta="right" className="fl-number">
          {isNothing ? "–" : percent(rate.value)}
          {!isNothing && (
            <Text size="xs" c="dimmed">
              {t("foresight.interval", { low: percent(rate.low), high: percent(rate.high) })}
            </Text>
          )}
        </Table.Td>
      ))}
      <Table.Td ta="right" className="fl-number">
        {isNothing ? "–" : t("foresight.points", { n: points(value) })}
        {!isNothing && (
          <Text size="xs" c="dimmed">
            {t("foresight.interval", { low: points(low), high: points(high) })}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
