import { Button, Group, Menu, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { Check, UserPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put, remove } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import type { Sheet } from "@/pages/cases/shapes";
import { useNames } from "@/pages/cases/useNames";
import { sayDone, sayFailed } from "@/shared/confirm";

export function CaseActions({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation("cases");
  const may = useRights();
  const running = sheet.case.state === "open" || sheet.case.state === "contacted";
  if (!may("case.write")) return null;
  const reopen = () => remove(`/cases/${sheet.case.id}/solution`).then(() => changed("/cases"), sayFailed);
  return (
    <>
      <Owner sheet={sheet} />
      {running ? (
        <Solve sheet={sheet} />
      ) : (
        <Button variant="default" onClick={() => void reopen()}>
          {t("reopen")}
        </Button>
      )}
    </>
  );
}

function Owner({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation("cases");
  const { people } = useNames();
  const { id, revision, owner } = sheet.case;
  const give = (person: string | null) =>
    put(`/cases/${id}`, { revision, owner: person }).then(() => changed("/cases"), sayFailed);
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="default" leftSection={<UserPlus size={16} aria-hidden />}>
          {t("assign")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {people.map((one) => (
          <Menu.Item key={one.id} onClick={() => void give(one.id)} rightSection={owner === one.id ? <Check size={15} aria-hidden /> : null}>
            {one.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void give(null)}>{t("nobody")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Solve({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation("cases");
  const [opened, setOpened] = useState(false);
  const [cause, setCause] = useState(sheet.root_cause);
  const [outcome, setOutcome] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await post(`/cases/${sheet.case.id}/solution`, { revision: sheet.case.revision, root_cause: cause, outcome });
      setOpened(false);
      sayDone(t("solvedDone"));
      await changed("/cases", "/case-figures");
    } catch (error) {
      sayFailed(error);
    }
  };
  return (
    <>
      <Button onClick={() => setOpened(true)}>{t("solve")}</Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t("solve")} closeButtonProps={{ "aria-label": t("common:close") }}>
        <form onSubmit={(event) => void submit(event)}>
          <Stack gap="md">
            <TextInput label={t("rootCause")} description={t("rootCauseHint")} required maxLength={200} data-autofocus value={cause} onChange={(event) => setCause(event.currentTarget.value)} />
            <Textarea label={t("outcome")} maxLength={10_000} autosize minRows={2} value={outcome} onChange={(event) => setOutcome(event.currentTarget.value)} />
            <Group justify="flex-end">
              <Button type="submit" disabled={!cause.trim()}>
                {t("solve")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
