import { Badge, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { useEditing } from "@/pages/flows/editing";
import type { Flow, Revision } from "@/pages/flows/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

/** Who saved when, what is in force, and the way back. */
export function HistoryDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("flows");
  return (
    <Drawer opened={opened} onClose={onClose} position="right" title={t("history.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
      {opened && <Revisions onClose={onClose} />}
    </Drawer>
  );
}

function Revisions({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("flows");
  const { flow } = useEditing();
  const pages = usePages<Revision>(`/flows/${flow.id}/revisions`);
  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading lines={6} />;
  return (
    <Stack gap="sm">
      {pages.rows.map((row) => (
        <Line key={row.revision} row={row} onClose={onClose} />
      ))}
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("history.more")}
        </Button>
      )}
    </Stack>
  );
}

function Line({ row, onClose }: { row: Revision; onClose: () => void }) {
  const { t } = useTranslation("flows");
  const { moment, number } = useFormats();
  const { flow, draft, mayWrite } = useEditing();
  const [busy, setBusy] = useState(false);
  const restore = async () => {
    setBusy(true);
    try {
      if ((await draft.flush()) === null) return;
      draft.replaceBy(await post<Flow>(`/flows/${flow.id}/revisions/${row.revision}/restoration`));
      sayDone(t("history.restored", { n: number(row.revision) }));
      onClose();
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Group gap={6}>
          <Text size="sm" fw={600}>
            {t("history.revision", { n: number(row.revision) })}
          </Text>
          {row.revision === flow.approved && <Badge color="teal">{t("state.approved")}</Badge>}
        </Group>
        <Text size="xs" c="dimmed">
          {moment(row.at)} · {row.author}
        </Text>
        {row.approved_at && (
          <Text size="xs" c="dimmed">
            {t("history.approved", { at: moment(row.approved_at), by: row.approved_by })}
          </Text>
        )}
      </div>
      {mayWrite && row.revision !== flow.revision && (
        <Button size="xs" variant="default" loading={busy} onClick={() => void restore()}>
          {t("history.restore")}
        </Button>
      )}
    </Group>
  );
}
