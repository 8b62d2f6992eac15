// Bring in a file: first looked at without writing, then taken.
import { Alert, Button, Checkbox, FileInput, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { ImportReport } from "@/pages/knowledge/ImportReport";
import { LANGUAGES, type Report } from "@/pages/knowledge/shapes";

const FORMATS: Record<string, string> = { csv: "csv", txt: "csv", xlsx: "xlsx", md: "markdown", markdown: "markdown", html: "html", htm: "html" };

export function ImportButton() {
  const { t } = useTranslation("knowledge");
  const may = useRights();
  const [opened, setOpened] = useState(false);
  if (!may("bot.write")) return null;
  return (
    <>
      <Button variant="default" leftSection={<FileUp size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t("import.open")}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("import.open")}
        size="xl"
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <ImportForm />
      </Modal>
    </>
  );
}

function ImportForm() {
  const { t } = useTranslation("knowledge");
  const may = useRights();
  const [file, setFile] = useState<File | null>(null);
  const [language, setLanguage] = useState<string | null>(null);
  const [replaces, setReplaces] = useState(false);
  const [approves, setApproves] = useState(false);
  const [report, setReport] = useState<Report | null>(null);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (isDry: boolean) => {
    if (!file) return;
    setBusy(true);
    setProblem("");
    try {
      const format = FORMATS[file.name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "csv";
      const phrasings = replaces ? "replace" : "add";
      const query = { format, name: file.name, dry_run: isDry, language, phrasings, approve: approves && !isDry };
      setReport(await post<Report>("/article-imports", file, query));
      if (!isDry) await changed("/article");
    } catch (error) {
      setReport(null);
      setProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  const renew = (next: File | null) => {
    setFile(next);
    setReport(null);
    setProblem("");
  };
  const isOver = report !== null && !report.is_dry_run;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("import.text")}
      </Text>
      <Group align="flex-end" grow preventGrowOverflow={false}>
        <FileInput
          label={t("import.file")}
          accept=".csv,.txt,.xlsx,.md,.markdown,.html,.htm"
          value={file}
          onChange={renew}
          placeholder="CSV / XLSX / Markdown / HTML"
        />
        <Select
          label={t("import.language")}
          placeholder={t("import.guessed")}
          clearable
          value={language}
          onChange={setLanguage}
          data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
        />
      </Group>
      <Checkbox label={t("import.replace")} checked={replaces} onChange={(event) => setReplaces(event.currentTarget.checked)} />
      {may("bot.publish") && (
        <Checkbox label={t("import.approve")} checked={approves} onChange={(event) => setApproves(event.currentTarget.checked)} />
      )}
      {problem && (
        <Alert color="red" variant="light" role="alert">
          {problem}
        </Alert>
      )}
      {report && <ImportReport report={report} />}
      <Group justify="flex-end">
        <Button variant="default" disabled={!file} loading={busy} onClick={() => void send(true)}>
          {t("import.look")}
        </Button>
        <Button disabled={!file || isOver || !report || report.created + report.changed === 0} loading={busy} onClick={() => void send(false)}>
          {t("import.take")}
        </Button>
      </Group>
    </Stack>
  );
}
