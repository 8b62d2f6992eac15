// A button that opens a short form; the form closes when its work is done and shows why when it is refused.
import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { Plus } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { sentence } from "@/api/problems";

interface FormDialogProps {
  open: string;
  title: string;
  verb: string;
  onSubmit: (form: FormData) => Promise<unknown>;
  children: ReactNode;
}

export function FormDialog({ open, title, verb, onSubmit, children }: FormDialogProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem("");
    try {
      await onSubmit(form);
      setOpened(false);
    } catch (error) {
      setProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {open}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={title} closeButtonProps={{ "aria-label": t("close") }}>
        <form onSubmit={(event) => void submit(event)}>
          <Stack gap="md">
            {problem && (
              <Alert color="red" variant="light" role="alert">
                {problem}
              </Alert>
            )}
            {children}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={busy}>
                {verb}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}

/** What was typed into a field of a form. */
export function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}
