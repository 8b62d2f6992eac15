import { Badge, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { Undo2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { CheckList } from "@/pages/cases/CheckList";
import type { Decision, Held, Sheet } from "@/pages/cases/shapes";
import { useMoney } from "@/pages/cases/money";
import { useNames } from "@/pages/cases/useNames";
import { sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

/** What she was given, by whom, why, and the way back. */
export function Decisions({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation("cases");
  if (sheet.decisions.length === 0) return null;
  return (
    <Surface title={t("decisions")}>
      <Stack gap="md">
        {sheet.decisions.map((one) => (
          <One key={one.id} id={sheet.case.id} decision={one} />
        ))}
      </Stack>
    </Surface>
  );
}

function One({ id, decision }: { id: string; decision: Decision }) {
  const { t } = useTranslation("cases");
  const { nameOf } = useNames();
  const money = useMoney();
  const may = useRights();
  const held = decision.checks as unknown as Held[];
  const title = String(decision.remedy.title ?? decision.clause);
  return (
    <div>
      <Group justify="space-between" gap="sm">
        <Group gap="xs">
          <Text fw={600} size="sm" td={decision.reversed_at ? "line-through" : undefined}>
            {title}
          </Text>
          {decision.amount > 0 && <Badge tt="none">{money(decision.amount, String(decision.remedy.currency ?? "CNY"))}</Badge>}
          {decision.voucher && (
            <Badge tt="none" variant="light" color={decision.reversed_at ? "gray" : "teal"}>
              {decision.voucher}
            </Badge>
          )}
        </Group>
        {may("case.write") && !decision.reversed_at && <Reverse path={`/cases/${id}/decisions/${decision.id}/reversal`} />}
      </Group>
      <Text size="xs" c="dimmed">
        {t("decidedBy", { name: nameOf(decision.decided_by), version: decision.policy })} · <TimeAgo at={decision.decided_at} />
      </Text>
      {decision.reversed_at && (
        <Text size="sm" mt={4}>
          {t("reversedBy", { name: nameOf(decision.reversed_by), why: decision.reversed_why ?? "" })}
        </Text>
      )}
      {held.map((one) => (
        <CheckList key={one.clause} checks={one.checks} />
      ))}
    </div>
  );
}

function Reverse({ path }: { path: string }) {
  const { t } = useTranslation("cases");
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await post(path, { reason: reason.trim() });
      setOpened(false);
      await changed("/cases");
    } catch (error) {
      sayFailed(error);
    }
  };
  return (
    <>
      <Button size="xs" variant="default" leftSection={<Undo2 size={14} aria-hidden />} onClick={() => setOpened(true)}>
        {t("reverse")}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t("reverse")} closeButtonProps={{ "aria-label": t("common:close") }}>
        <form onSubmit={(event) => void submit(event)}>
          <Text size="sm" mb="sm">
            {t("reverseText")}
          </Text>
          <Textarea label={t("reason")} required maxLength={2000} autosize minRows={2} data-autofocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          <Group justify="flex-end" mt="md">
            <Button type="submit" color="red" disabled={!reason.trim()}>
              {t("reverse")}
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
