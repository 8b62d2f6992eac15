import { Anchor, Badge, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { Due } from "@/pages/cases/Due";
import { type Case, STATE } from "@/pages/cases/shapes";
import { useCaseNews } from "@/pages/cases/useCaseNews";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

/** Where we let this customer down, kept current. */
export function CustomerCases({ customer }: { customer: string }) {
  const { t } = useTranslation("cases");
  const pages = usePages<Case>("/cases", { customer, box: "all", limit: 10 });
  useCaseNews();
  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading lines={2} />;
  if (pages.rows.length === 0) return <Text size="sm" c="dimmed">{t("noneHere")}</Text>;
  return (
    <Stack gap={10}>
      {pages.rows.map((row) => (
        <Group key={row.id} justify="space-between" gap="sm" wrap="nowrap">
          <div style={{ minWidth: 0 }}>
            <Anchor component={Link} to={`/cases/${row.id}`} size="sm" lh="24px" display="block" className="fl-cut" c="var(--fl-accent-text)">
              #{row.number} {row.title}
            </Anchor>
            <Text size="xs" c="dimmed" component="div">
              {row.why} · <Due row={row} />
            </Text>
          </div>
          <Badge color={STATE[row.state] ?? "gray"} variant="light">
            {t(`states.${row.state}`)}
          </Badge>
        </Group>
      ))}
    </Stack>
  );
}
