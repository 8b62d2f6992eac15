import { Badge, Button, Collapse, Drawer, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer, usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { useEditing } from "@/pages/journeys/editing";
import { stepOf } from "@/pages/journeys/graph";
import type { JourneyCustomer, Trace } from "@/pages/journeys/shapes";
import { CustomerLink } from "@/shared/CustomerLink";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

interface PeopleDrawerProps {
  opened: boolean;
  step: string | null;
  onClose: () => void;
}

/** The customers behind a number, and for each the way that led here. */
export function PeopleDrawer({ opened, step, onClose }: PeopleDrawerProps) {
  const { t } = useTranslation("journeys");
  const { draft } = useEditing();
  const found = stepOf(draft.graph, step);
  const title = found ? t("people.title", { step: t(`kind.${found.kind}`) }) : t("people.all");
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size="md" title={title} closeButtonProps={{ "aria-label": t("common:close") }}>
      {opened && <People step={step} />}
    </Drawer>
  );
}

function People({ step }: { step: string | null }) {
  const { t } = useTranslation("journeys");
  const { journey } = useEditing();
  const pages = usePages<JourneyCustomer>(`/journeys/${journey.id}/customers`, { step });
  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading lines={6} />;
  if (pages.rows.length === 0) return <Text c="dimmed">{t("people.empty")}</Text>;
  return (
    <Stack gap="md">
      {pages.rows.map((row) => (
        <PersonLine key={`${row.customer}:${row.entry_key}`} row={row} />
      ))}
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common:table.more")}
        </Button>
      )}
    </Stack>
  );
}

function PersonLine({ row }: { row: JourneyCustomer }) {
  const { t } = useTranslation("journeys");
  const { moment, ago } = useFormats();
  const [opened, setOpened] = useState(false);
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <CustomerLink id={row.customer} name={row.name} />
        <Badge color={row.state === "waiting" ? "cyan" : "gray"}>{t(`people.state.${row.state}`)}</Badge>
      </Group>
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {t("people.entered", { at: moment(row.entered_at) })}
          {row.due_at && ` · ${t("people.due", { at: ago(row.due_at) })}`}
        </Text>
        <Button size="compact-sm" variant="subtle" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {t("people.trace")}
        </Button>
      </Group>
      <Collapse expanded={opened}>{opened && <Passages row={row} />}</Collapse>
    </div>
  );
}

function Passages({ row }: { row: JourneyCustomer }) {
  const { t } = useTranslation("journeys");
  const { moment } = useFormats();
  const { journey, draft } = useEditing();
  const { data, error } = useAnswer<Trace>(`/journeys/${journey.id}/customers/${row.customer}`);
  if (error) return <ErrorState error={error} />;
  if (!data) return <Loading lines={2} />;
  const mine = data.passages.filter((one) => one.entry_key === row.entry_key);
  return (
    <Stack gap={2} mt={4} pl="md" component="ol">
      {mine.map((one) => {
        const step = stepOf(draft.graph, one.step);
        return (
          <Text key={one.number} size="xs" component="li">
            {moment(one.at)} · {step ? t(`kind.${step.kind}`) : one.step} · {t(`people.outcome.${one.outcome}`)}
          </Text>
        );
      })}
      {row.reason && <Text size="xs">{row.reason}</Text>}
    </Stack>
  );
}
