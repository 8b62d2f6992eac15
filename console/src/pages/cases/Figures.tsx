// How quickly we answer, what it costs, and whether they come back.
import { Group, Progress, SegmentedControl, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { duration } from "@/pages/cases/duration";
import { useMoney } from "@/pages/cases/money";
import type { CaseFigures } from "@/pages/cases/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Stat } from "@/shared/Stat";
import { Surface } from "@/shared/Surface";

const SPANS = ["7", "30", "90", "365"];

export function Figures() {
  const { t } = useTranslation("cases");
  const [days, setDays] = useState("30");
  const { data, error, refetch } = useAnswer<CaseFigures>("/case-figures", { days });
  const spans = SPANS.map((value) => ({ value, label: t("days", { n: value }) }));
  return (
    <Stack gap="lg">
      <Group justify="flex-end">
        <SegmentedControl size="xs" aria-label={t("span")} data={spans} value={days} onChange={setDays} />
      </Group>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!error && !data && <Loading lines={6} />}
      {data && <Tiles figures={data} />}
      {data && data.root_causes.length > 0 && <Causes figures={data} />}
    </Stack>
  );
}

function Tiles({ figures }: { figures: CaseFigures }) {
  const { t, i18n } = useTranslation("cases");
  const { number, percent } = useFormats();
  const money = useMoney();
  const time = (seconds: number | null) => (seconds === null ? "–" : duration(i18n.language, seconds));
  const share = (good: number, of: number) => (of ? percent(good / of) : "–");
  const between = ([low = 0, high = 1]: number[], of: number) => (of ? t("between", { low: percent(low), high: percent(high), n: of }) : t("noneYet"));
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
      <Stat label={t("figure.opened")} value={number(figures.opened)} hint={t("figure.running", { n: figures.running, late: figures.late })} />
      <Stat label={t("figure.contact")} value={time(figures.contact_seconds)} hint={t("figure.p90", { time: time(figures.contact_seconds_p90) })} />
      <Stat label={t("figure.remedy")} value={time(figures.remedy_seconds)} hint={t("figure.median")} />
      <Stat label={t("figure.inTime")} value={share(figures.in_time, figures.solved)} hint={between(figures.in_time_interval, figures.solved)} />
      <Stat label={t("figure.recovered")} value={share(figures.recovered, figures.asked_again)} hint={between(figures.recovered_interval, figures.asked_again)} />
      <Stat label={t("figure.cameBack")} value={share(figures.came_back, figures.solved_customers)} hint={t("figure.ofCustomers", { n: figures.solved_customers })} />
      <Stat label={t("figure.decisions")} value={number(figures.decisions)} hint={t("figure.byMachine", { n: figures.by_machine, back: figures.reversed })} />
      <Stat label={t("figure.given")} value={money(figures.given)} />
    </SimpleGrid>
  );
}

function Causes({ figures }: { figures: CaseFigures }) {
  const { t } = useTranslation("cases");
  const { number } = useFormats();
  const most = Math.max(...figures.root_causes.map((one) => one.cases));
  return (
    <Surface title={t("causes")}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("rootCause")}</Table.Th>
            <Table.Th>{t("title")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {figures.root_causes.map((one) => (
            <Table.Tr key={one.root_cause}>
              <Table.Td>{one.root_cause}</Table.Td>
              <Table.Td w="45%">
                <Group gap="sm" wrap="nowrap">
                  <Progress value={(one.cases / most) * 100} flex={1} aria-hidden />
                  <Text size="sm" className="fl-number" w={48} ta="right">
                    {number(one.cases)}
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
