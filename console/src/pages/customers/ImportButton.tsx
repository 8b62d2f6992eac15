// Bring in a file: it is sent as it is, read in the background, and bad rows are reported by number.
import { Alert, Button, FileInput, Modal, Progress, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { get, post } from "@/api/client";
import { changed } from "@/api/queries";
import type { ImportRow } from "@/api/shapes";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import { sayFailed } from "@/shared/confirm";

const OVER = new Set(["done", "failed", "finished", "stopped"]);

export function ImportButton() {
  const { t } = useTranslation("customers");
  const may = useRights();
  const [opened, setOpened] = useState(false);
  if (!may("customers.write")) return null;
  return (
    <>
      <Button variant="default" leftSection={<FileUp size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t("import.open")}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("import.open")}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <ImportForm />
      </Modal>
    </>
  );
}

function ImportForm() {
  const { t } = useTranslation("customers");
  const [kind, setKind] = useState("customers");
  const [file, setFile] = useState<File | null>(null);
  const [running, setRunning] = useState<string | null>(null);
  const start = async () => {
    if (!file) return;
    try {
      const format = file.name.split(".").at(-1)?.toLowerCase() ?? "csv";
      setRunning((await post<{ id: string }>("/imports", file, { kind, format })).id);
    } catch (error) {
      sayFailed(error);
    }
  };
  if (running) return <ImportProgress id={running} />;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("import.text")}
      </Text>
      <SegmentedControl
        aria-label={t("import.kind")}
        value={kind}
        onChange={setKind}
        data={["customers", "events"].map((value) => ({ value, label: t(`import.${value}`) }))}
      />
      <FileInput
        label={t("import.file")}
        accept=".csv,.jsonl,.parquet"
        value={file}
        onChange={setFile}
        placeholder="CSV / JSONL / Parquet"
      />
      <Button disabled={!file} onClick={() => void start()}>
        {t("import.start")}
      </Button>
    </Stack>
  );
}

function ImportProgress({ id }: { id: string }) {
  const { t } = useTranslation("customers");
  const { number } = useFormats();
  const { data } = useQuery({
    queryKey: [`/imports/${id}`],
    queryFn: async () => {
      const state = await get<ImportRow>(`/imports/${id}`);
      if (OVER.has(state.state)) await changed("/customers");
      return state;
    },
    refetchInterval: (query) => (OVER.has(query.state.data?.state ?? "") ? false : 1000),
  });
  const share = data?.total_bytes ? (100 * data.bytes) / data.total_bytes : 0;
  const over = OVER.has(data?.state ?? "");
  return (
    <Stack gap="md" role="status">
      <Progress value={over ? 100 : share} aria-label={t("import.progress")} />
      <Text size="sm">{t("import.read", { read: number(data?.read ?? 0), accepted: number(data?.accepted ?? 0) })}</Text>
      {Boolean(data?.refused) && (
        <Alert color="orange" variant="light">
          {t("import.refused", { count: data?.refused ?? 0 })}
        </Alert>
      )}
      {over && <Text fw={600}>{t("import.over")}</Text>}
    </Stack>
  );
}
