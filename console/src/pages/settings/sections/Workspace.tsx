import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { patch } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import type { WorkspaceView } from "@/api/shapes";
import { useRights } from "@/app/session";
import { sayDone, sayFailed } from "@/shared/confirm";
import { ErrorState } from "@/shared/ErrorState";
import { field } from "@/shared/FormDialog";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

export default function Workspace() {
  const { t } = useTranslation("settings");
  const { data, error, refetch } = useAnswer<WorkspaceView>("/workspace");
  return (
    <>
      <PageHeader title={t("section.workspace")} text={t("workspace.text")} />
      <Surface maw={560}>
        {error ? (
          <ErrorState error={error} onAgain={() => void refetch()} />
        ) : data ? (
          <WorkspaceForm key={data.id} workspace={data} />
        ) : (
          <Loading />
        )}
      </Surface>
    </>
  );
}

function WorkspaceForm({ workspace }: { workspace: WorkspaceView }) {
  const { t } = useTranslation("settings");
  const may = useRights();
  const [busy, setBusy] = useState(false);
  const disabled = !may("settings.write");
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      await patch("/workspace", { name: field(form, "name"), zone: field(form, "zone"), region: field(form, "region") });
      await changed("/workspace", "/session");
      sayDone(t("common:saved"));
    } catch (problem) {
      sayFailed(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <TextInput name="name" label={t("workspace.name")} defaultValue={workspace.name} required disabled={disabled} />
        <Select
          name="zone"
          label={t("workspace.zone")}
          description={t("workspace.zoneHelp")}
          searchable
          defaultValue={workspace.zone}
          data={[...new Set([workspace.zone, ...Intl.supportedValuesOf("timeZone")])]}
          disabled={disabled}
        />
        <TextInput
          name="region"
          label={t("workspace.region")}
          description={t("workspace.regionHelp")}
          defaultValue={workspace.region}
          maxLength={2}
          disabled={disabled}
        />
        {!disabled && (
          <Group justify="flex-end">
            <Button type="submit" loading={busy}>
              {t("common:save")}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
