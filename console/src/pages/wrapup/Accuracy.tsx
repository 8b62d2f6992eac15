// How many proposals held, among those somebody looked at; and which codes were given.
import { Group, Progress, SegmentedControl, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { type Code, type Figures, pathOf, type Share, type Tree } from "@/pages/wrapup/tree";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Stat } from "@/shared/Stat";
import { Surface } from "@/shared/Surface";

const SPANS = ["30", "90", "365"];

export function Accuracy() {
  const { t } = useTranslation("wrapup");
  const [days, setDays] = useState("30");
  const { data, error, refetch } = useAnswer<Figures>("/summary-figures", { days });
  const { data: tree } = useAnswer<Tree>("/wrapup-codes");
  const spans = SPANS.map((value) => ({ value, label: t("days", { n: value }) }));
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={560}>
          {t("accuracyText")}
        </Text>
        <SegmentedControl size="xs" aria-label={t("span")} data={spans} value={days} onChange={setDays} />
      </Group>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!error && !data && <Loading lines={6} />}
      {data && <Shares figures={data} />}
      {data && data.codes.length > 0 && <Counts figures={data} codes={tree?.codes ?? []} />}
    </Stack>
  );
}

function Shares({ figures }: { figures: Figures }) {
  const { t } = useTranslation("wrapup");
  const { number } = useFormats();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
      <Stat label={t("closedTalks")} value={number(figures.conversations)} />
      {figures.proposals.map((share) => (
        <ShareStat key={share.by} label={t(`by.${share.by}`)} share={share} />
      ))}
      <ShareStat label={t("by.class")} share={figures.classes} />
      <Stat
        label={t("labels")}
        value={number(figures.labels)}
        hint={figures.labels_needed > 0 ? t("labelsNeeded", { count: figures.labels_needed }) : t("labelsEnough")}
      />
    </SimpleGrid>
  );
}

function ShareStat({ label, share }: { label: string; share: Share }) {
  const { t, i18n } = useTranslation("wrapup");
  const percent = (value: number | null | undefined) =>
    new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 0 }).format(value ?? 0);
  const hint = share.judged
    ? t("held", { held: share.held, judged: share.judged, low: percent(share.low), high: percent(share.high) })
    : t("nobodyLooked", { count: share.proposals });
  return <Stat label={label} value={share.judged ? percent(share.accuracy) : "–"} hint={hint} />;
}

function Counts({ figures, codes }: { figures: Figures; codes: Code[] }) {
  const { t, i18n } = useTranslation("wrapup");
  const { number } = useFormats();
  const most = Math.max(...figures.codes.map((one) => one.conversations));
  return (
    <Surface title={t("counts")}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("code")}</Table.Th>
            <Table.Th>{t("closedTalks")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {figures.codes.map((one) => (
            <Table.Tr key={one.code}>
              <Table.Td>{one.code ? pathOf(codes, one.code, i18n.language) : t("noCode")}</Table.Td>
              <Table.Td w="45%">
                <Group gap="sm" wrap="nowrap">
                  <Progress value={(one.conversations / most) * 100} flex={1} aria-hidden />
                  <Text size="sm" className="fl-number" w={48} ta="right">
                    {number(one.conversations)}
                  </Text>
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Surface>
  );
}
