// Another tool's survey: first read without keeping anything, with all that it would lose, then taken.
import { Alert, Badge, Button, FileInput, Group, Modal, ScrollArea, Select, Stack, Table, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import type { Form, SurveyImport } from "@/pages/surveys/shapes";

const FORMATS = ["surveyjs", "qsf", "feilun"];
const COLORS = { lost: "red", changed: "yellow", note: "gray" } as const;

export function ImportSurvey() {
  const { t } = useTranslation("surveys");
  const may = useRights();
  const [opened, setOpened] = useState(false);
  if (!may("survey.write")) return null;
  return (
    <>
      <Button variant="default" leftSection={<FileUp size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t("import.open")}
      </Button>
      <Modal size="lg" opened={opened} onClose={() => setOpened(false)} title={t("import.open")} closeButtonProps={{ "aria-label": t("common:close") }}>
        <ImportForm />
      </Modal>
    </>
  );
}

function ImportForm() {
  const { t } = useTranslation("surveys");
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState("surveyjs");
  const [report, setReport] = useState<SurveyImport | null>(null);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const renew = (next: File | null) => {
    setFile(next);
    if (next?.name.toLowerCase().endsWith(".qsf")) setFormat("qsf");
    setReport(null);
    setProblem("");
  };
  const send = async (isDry: boolean) => {
    if (!file) return;
    setBusy(true);
    setProblem("");
    try {
      const name = file.name.replace(/\.\w+$/, "").slice(0, 200);
      const answer = await post<SurveyImport>("/surveys/imports", file, { format, name, dry_run: isDry });
      setReport(answer);
      if (answer.survey) {
        await changed("/surveys");
        await navigate({ to: `/surveys/${answer.survey}` });
      }
    } catch (error) {
      setReport(null);
      setProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("import.text")}
      </Text>
      <Group align="flex-end" grow>
        <FileInput label={t("import.file")} accept=".json,.qsf" value={file} onChange={renew} placeholder="JSON / QSF" />
        <Select label={t("import.format")} allowDeselect={false} value={format} onChange={(next) => setFormat(next ?? "surveyjs")} data={FORMATS.map((value) => ({ value, label: t(`import.formats.${value}`) }))} />
      </Group>
      {problem && (
        <Alert color="red" variant="light" role="alert">
          {problem}
        </Alert>
      )}
      {report && <Report report={report} />}
      <Group justify="flex-end">
        <Button variant="default" disabled={!file} loading={busy} onClick={() => void send(true)}>
          {t("import.look")}
        </Button>
        <Button disabled={!report} loading={busy} onClick={() => void send(false)}>
          {t("import.take")}
        </Button>
      </Group>
    </Stack>
  );
}

function Report({ report }: { report: SurveyImport }) {
  const { t } = useTranslation("surveys");
  const form = report.form as unknown as Form;
  const questions = form.pages.reduce((sum, page) => sum + (page.questions?.length ?? 0), 0);
  return (
    <Stack gap="sm" role="status">
      <Text size="sm" fw={600}>
        {t("import.found", { pages: form.pages.length, questions })}
      </Text>
      {report.report.length === 0 && <Text size="sm">{t("import.whole")}</Text>}
      {report.report.length > 0 && (
        <ScrollArea.Autosize mah={280} viewportProps={{ tabIndex: 0, role: "group", "aria-label": t("import.report") }}>
          <Table>
            <Table.Tbody>
              {report.report.map((one) => (
                <Table.Tr key={`${one.where}|${one.what}|${one.text}`}>
                  <Table.Td>
                    <Badge color={COLORS[one.level]}>{t(`import.level.${one.level}`)}</Badge>
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">{one.text}</Text>
                    <Text size="xs" c="dimmed">
                      {one.where}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </Stack>
  );
}
