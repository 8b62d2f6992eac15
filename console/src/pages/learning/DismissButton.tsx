import { Button, Group, Modal, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { sayFailed } from "@/shared/confirm";

interface DismissProps {
  label: string;
  onYes: (reason: string) => Promise<unknown>;
}

/** Asks why; the reason is kept, so that nobody proposes the same again. */
export function DismissButton({ label, onYes }: DismissProps) {
  const { t } = useTranslation("learning");
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onYes(reason.trim());
      setOpened(false);
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {label}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t("dismiss.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
        <form onSubmit={(event) => void submit(event)}>
          <Textarea
            label={t("dismiss.why")}
            description={t("dismiss.hint")}
            required
            maxLength={500}
            autosize
            minRows={2}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={() => setOpened(false)}>
              {t("common:cancel")}
            </Button>
            <Button type="submit" color="red" loading={busy} disabled={!reason.trim()}>
              {t("dismiss.verb")}
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
