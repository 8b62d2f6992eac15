// Approves what was ticked in the list; what cannot be approved stays ticked nowhere and says why.
import { Alert, Button, Group, Text } from "@mantine/core";
import { Check } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import type { Approvals, ArticleRow } from "@/pages/knowledge/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";

interface ApproveSelectedProps {
  picked: ReadonlyMap<string, ArticleRow>;
  onDone: () => void;
}

export function ApproveSelected({ picked, onDone }: ApproveSelectedProps) {
  const { t } = useTranslation("knowledge");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string[]>([]);
  const approve = async () => {
    setBusy(true);
    try {
      const articles = [...picked.values()].map((row) => ({ id: row.id, revision: row.revision }));
      const answer = await post<Approvals>("/article-approvals", { articles });
      const failed = answer.items.filter((one) => !one.approved);
      setRefused(failed.map((one) => `${picked.get(one.id)?.title ?? one.id}: ${one.reason}`));
      sayDone(t("approvedMany", { count: answer.items.length - failed.length }));
      onDone();
      await changed("/article");
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {refused.length > 0 && (
        <Alert color="orange" variant="light" mb="md" withCloseButton closeButtonLabel={t("common:close")} onClose={() => setRefused([])}>
          {refused.map((line) => (
            <Text key={line} size="sm">
              {line}
            </Text>
          ))}
        </Alert>
      )}
      {picked.size > 0 && (
        <Group gap="sm" mb="md" role="status">
          <Text size="sm">{t("picked", { count: picked.size })}</Text>
          <Button size="xs" loading={busy} leftSection={<Check size={14} aria-hidden />} onClick={() => void approve()}>
            {t("approvePicked")}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {t("pickNone")}
          </Button>
        </Group>
      )}
    </>
  );
}
