import { Badge, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { Report, SuiteCase } from "@/pages/versions/shapes";
import { Surface } from "@/shared/Surface";

const SHOWN = 100;

/** Every question of the suite that was not answered as it should, the surest mistakes first. */
export function FailedCases({ report }: { report: Report }) {
  const { t } = useTranslation("versions");
  const { number } = useFormats();
  const failed = report.failed ?? [];
  const leaked = report.leaked ?? [];
  if (failed.length + leaked.length === 0) return null;
  const more = Math.max(0, failed.length - SHOWN) + (report.failed_more ?? 0);
  return (
    <Surface title={t("failed.title")} aside={<Text size="sm" c="dimmed">{t("failed.count", { n: number(failed.length + (report.failed_more ?? 0)) })}</Text>}>
      <Table.ScrollContainer minWidth={520}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("failed.question")}</Table.Th>
              <Table.Th>{t("failed.wanted")}</Table.Th>
              <Table.Th>{t("failed.got")}</Table.Th>
              <Table.Th ta="right">{t("failed.confidence")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {failed.slice(0, SHOWN).map((one) => (
              <Row key={one.id} one={one} titles={report.titles ?? {}} />
            ))}
            {leaked.slice(0, SHOWN).map((one) => (
              <Row key={one.id} one={one} titles={report.titles ?? {}} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {more > 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {t("failed.more", { n: number(more) })}
        </Text>
      )}
    </Surface>
  );
}

function Row({ one, titles }: { one: SuiteCase; titles: Record<string, string> }) {
  const { t } = useTranslation("versions");
  const { percent } = useFormats();
  const called = (id: string | null | undefined, none: string) => (id ? (titles[id] ?? t("failed.unknown")) : none);
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm">{one.text}</Text>
        {one.is_leaked && <Badge color="gray">{t("failed.leaked")}</Badge>}
      </Table.Td>
      <Table.Td>{called(one.article, t("failed.silence"))}</Table.Td>
      <Table.Td>
        {one.answered ? (
          called(one.answered, "")
        ) : (
          <Text size="sm" c="dimmed">
            {t(one.outcome === "unsure" ? "failed.unsure" : "failed.silent")}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right" className="fl-number">
        {percent(one.confidence)}
      </Table.Td>
    </Table.Tr>
  );
}
