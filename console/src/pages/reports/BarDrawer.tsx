import { Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import type { BehindBar, Measure } from "@/pages/reports/shapes";
import { CustomerLink } from "@/shared/CustomerLink";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export interface Picked {
  measure: Measure;
  week: string;
}

export function BarDrawer({ picked, onClose }: { picked: Picked | null; onClose: () => void }) {
  const { t } = useTranslation("reports");
  const { day } = useFormats();
  const title = picked ? t("behind.title", { measure: t(`measure.${picked.measure}`), week: day(picked.week) }) : "";
  return (
    <Drawer
      opened={picked !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={title}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {picked && <Customers picked={picked} />}
    </Drawer>
  );
}

function Customers({ picked: { measure, week } }: { picked: Picked }) {
  const { t } = useTranslation("reports");
  const { amount } = useFormats();
  const pages = usePages<BehindBar>("/reports/flywheel/customers", { week, measure });
  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading lines={8} />;
  if (pages.rows.length === 0) return <Text c="dimmed">{t("behind.nobody")}</Text>;
  return (
    <Stack gap="sm">
      {pages.rows.map((row) => (
        <Group key={row.id} justify="space-between">
          <CustomerLink id={row.id} name={row.name} />
          {row.amount > 0 && (
            <Text size="sm" className="fl-number">
              {amount(row.amount)}
            </Text>
          )}
        </Group>
      ))}
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common:table.more")}
        </Button>
      )}
    </Stack>
  );
}
