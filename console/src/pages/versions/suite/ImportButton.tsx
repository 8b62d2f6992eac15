import { Button, FileButton, List, Modal, Text } from "@mantine/core";
import { Upload } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import type { SuiteImport } from "@/pages/versions/shapes";
import { sayFailed } from "@/shared/confirm";

const SHOWN = 50;

/** A CSV file of questions; afterwards each row that was refused, and why. */
export function ImportButton() {
  const { t } = useTranslation("versions");
  const [done, setDone] = useState<SuiteImport | null>(null);
  const send = async (file: File | null) => {
    if (!file) return;
    try {
      setDone(await post<SuiteImport>("/bot-suite/imports", file));
      await changed("/bot-suite", "/bot-versions");
    } catch (error) {
      sayFailed(error);
    }
  };
  return (
    <>
      <FileButton accept=".csv,text/csv" onChange={(file) => void send(file)}>
        {(button) => (
          <Button variant="default" leftSection={<Upload size={16} aria-hidden />} {...button}>
            {t("import.verb")}
          </Button>
        )}
      </FileButton>
      <Modal opened={done !== null} onClose={() => setDone(null)} title={t("import.title")} closeButtonProps={{ "aria-label": t("import.close") }}>
        <Text size="sm">{t("import.taken", { n: done?.taken ?? 0, refused: done?.refused.length ?? 0 })}</Text>
        <List size="sm" mt="sm">
          {done?.refused.slice(0, SHOWN).map((one) => (
            <List.Item key={one.row}>{t("import.row", { row: one.row, problem: one.problem })}</List.Item>
          ))}
        </List>
        <Text size="xs" c="dimmed" mt="md">
          {t("import.text")}
        </Text>
      </Modal>
    </>
  );
}
