// The people behind a figure: each leads to the customer, and to the whole answer.
import { Badge, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { ResponseSheet } from "@/pages/surveys/ResponseSheet";
import { usePeople } from "@/pages/surveys/results/useResults";
import type { AnswerFilter, Respondent } from "@/pages/surveys/results/shapes";
import type { Survey } from "@/pages/surveys/shapes";
import { CustomerLink } from "@/shared/CustomerLink";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { TimeAgo } from "@/shared/TimeAgo";

export interface Opened {
  title: string;
  filter: AnswerFilter;
}

interface PeopleDrawerProps {
  survey: Survey;
  opened: Opened | null;
  onClose: () => void;
}

export function PeopleDrawer({ survey, opened, onClose }: PeopleDrawerProps) {
  const { t } = useTranslation("surveys");
  return (
    <Drawer opened={opened !== null} onClose={onClose} position="right" size="md" title={opened?.title} closeButtonProps={{ "aria-label": t("common:close") }}>
      {opened && <People survey={survey} filter={opened.filter} />}
    </Drawer>
  );
}

function People({ survey, filter }: { survey: Survey; filter: AnswerFilter }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const pages = usePeople(survey.id, filter);
  const [shown, setShown] = useState<string | null>(null);
  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading lines={8} />;
  if (pages.rows.length === 0) return <Text c="dimmed">{t("people.nobody")}</Text>;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("people.count", { count: pages.base, n: number(pages.base) })}
      </Text>
      {pages.rows.map((row) => (
        <Line key={row.response} row={row} onOpen={() => setShown(row.response)} />
      ))}
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common:table.more")}
        </Button>
      )}
      {shown && <ResponseSheet key={shown} survey={survey} id={shown} onClose={() => setShown(null)} />}
    </Stack>
  );
}

function Line({ row, onOpen }: { row: Respondent; onOpen: () => void }) {
  const { t } = useTranslation("surveys");
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <div style={{ minWidth: 0 }}>
        {row.customer ? <CustomerLink id={row.customer} name={row.customer_name} /> : <Text size="sm">{t("answers.unknown")}</Text>}
        <Group gap={4}>
          <Text size="xs" c="dimmed" component="div">
            <TimeAgo at={row.at} />
          </Text>
          {row.flags.map((one) => (
            <Badge key={one} size="sm" color="orange" variant="light">
              {t(`flag.${one}`, { defaultValue: one })}
            </Badge>
          ))}
        </Group>
      </div>
      <Button size="compact-sm" variant="subtle" onClick={onOpen}>
        {t("people.answer")}
      </Button>
    </Group>
  );
}
