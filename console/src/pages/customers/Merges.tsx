// Why the handles of this customer count as one person, and the way back when they do not.
import { Badge, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { GitMerge, Unlink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import type { MergeRow, Page } from "@/api/shapes";
import { useRights } from "@/app/session";
import { Confirm, sayDone } from "@/shared/confirm";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { TimeAgo } from "@/shared/TimeAgo";

export function Merges({ customer }: { customer: string }) {
  const { t } = useTranslation("customers");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="subtle" size="compact-sm" leftSection={<GitMerge size={14} aria-hidden />} onClick={() => setOpened(true)}>
        {t("merges.open")}
      </Button>
      <Modal
        size="lg"
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("merges.title")}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        {opened && <MergeList customer={customer} />}
      </Modal>
    </>
  );
}

function MergeList({ customer }: { customer: string }) {
  const { t } = useTranslation("customers");
  const { data, error } = useAnswer<Page<MergeRow>>(`/customers/${customer}/merges`);
  if (error) return <ErrorState error={error} />;
  if (!data) return <Loading lines={4} />;
  const rows = data.items;
  if (rows.length === 0) return <EmptyState icon={GitMerge} title={t("merges.none")} />;
  return (
    <Stack gap="lg">
      {rows.map((row) => (
        <MergeLine key={row.id} row={row} customer={customer} />
      ))}
    </Stack>
  );
}

const SIGNS: Record<string, string> = { link: "=", block: "≠", split: "≠" };

function named(handle: MergeRow["a"]): string {
  return `${handle.kind} ${handle.value}`;
}

function MergeLine({ row, customer }: { row: MergeRow; customer: string }) {
  const { t, i18n } = useTranslation("customers");
  const may = useRights();
  const rule = `merges.rule.${row.rule}`;
  const split = async () => {
    await post(`/customers/${customer}/splits`, { edge: row.id });
    await changed("/customers");
    sayDone(t("merges.splitDone"));
  };
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <div style={{ minWidth: 0, flex: "1 1 260px" }}>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {named(row.a)} {SIGNS[row.kind] ?? "="} {named(row.b)}
        </Text>
        <Text size="xs" c="dimmed">
          {i18n.exists(rule, { ns: "customers" }) ? t(rule) : row.rule} · {row.source ?? row.event} · <TimeAgo at={row.at} />
        </Text>
      </div>
      {row.undone || row.kind !== "link" ? (
        <Badge color="gray">{t(row.kind === "block" ? "merges.blocked" : "merges.undone")}</Badge>
      ) : (
        may("customers.write") && (
          <Confirm title={t("merges.split")} text={t("merges.splitText")} verb={t("merges.split")} onYes={split}>
            {(open) => (
              <Button size="compact-sm" variant="default" leftSection={<Unlink size={13} aria-hidden />} onClick={open}>
                {t("merges.split")}
              </Button>
            )}
          </Confirm>
        )
      )}
    </Group>
  );
}
