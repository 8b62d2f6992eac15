// What came of asking: by channel, with the interval of the share that answered, and who was not asked by which rule.
import { Badge, Group, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import type { ReachFigures, Survey } from "@/pages/surveys/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Surface } from "@/shared/Surface";

export function Asked({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const { data, error, refetch } = useAnswer<ReachFigures>(`/surveys/${survey.id}/reach-figures`);
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data || (data.overall.invited === 0 && data.refusals.length === 0)) return null;
  return (
    <Surface title={t("asked.title")}>
      {data.channels.length > 0 && (
        <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("asked.title") } }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("asked.channel")}</Table.Th>
                <Table.Th ta="right">{t("asked.invited")}</Table.Th>
                <Table.Th ta="right">{t("asked.delivered")}</Table.Th>
                <Table.Th ta="right">{t("asked.complete")}</Table.Th>
                <Table.Th ta="right">{t("asked.rate")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.channels.map((row) => (
                <Table.Tr key={row.channel}>
                  <Table.Td>{t(`channel.${row.channel}`, { defaultValue: row.channel })}</Table.Td>
                  <Table.Td ta="right">{number(row.invited)}</Table.Td>
                  <Table.Td ta="right">{number(row.delivered)}</Table.Td>
                  <Table.Td ta="right">{number(row.complete)}</Table.Td>
                  <Table.Td ta="right" className="fl-number">
                    {percent(row.rate)}
                    <Text size="xs" c="dimmed">
                      {percent(row.rate_low)} – {percent(row.rate_high)}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {data.refusals.length > 0 && (
        <Group gap={6} mt="sm">
          <Text size="sm">{t("asked.refused")}</Text>
          {data.refusals.map((one) => (
            <Badge key={one.rule} color="gray" tt="none">
              {t(`rule.${one.rule}`, { defaultValue: one.rule })} {number(one.people)}
            </Badge>
          ))}
        </Group>
      )}
    </Surface>
  );
}
