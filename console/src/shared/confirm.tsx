// A question before something that cannot be taken back, and short words after something was done.
import { Button, Group, Modal, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { sentence } from "@/api/problems";

interface ConfirmProps {
  title: string;
  text: string;
  verb: string;
  /** It can be taken back, so it is not painted as a danger. */
  mild?: boolean;
  onYes: () => Promise<unknown>;
  /** Draws what opens the question. */
  children: (open: () => void) => ReactNode;
}

export function Confirm({ title, text, verb, mild, onYes, children }: ConfirmProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  const yes = async () => {
    setBusy(true);
    try {
      await onYes();
      setOpened(false);
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {children(() => setOpened(true))}
      <Modal opened={opened} onClose={() => setOpened(false)} title={title} closeButtonProps={{ "aria-label": t("close") }}>
        <Text size="sm">{text}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setOpened(false)}>
            {t("cancel")}
          </Button>
          <Button {...(mild ? {} : { color: "red" })} loading={busy} onClick={() => void yes()}>
            {verb}
          </Button>
        </Group>
      </Modal>
    </>
  );
}

export function sayDone(message: string): void {
  notifications.show({ message, color: "teal", autoClose: 3500 });
}

export function sayFailed(error: unknown): void {
  notifications.show({ message: sentence(error), color: "red", autoClose: 8000 });
}
