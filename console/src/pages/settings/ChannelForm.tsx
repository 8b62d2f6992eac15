// The form of a channel, drawn from the fields the channel declares; a new channel needs no code here.
import { Alert, Button, Checkbox, Group, NumberInput, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { put } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed } from "@/api/queries";
import type { ChannelField, ChannelRow } from "@/api/shapes";
import { useRights } from "@/app/session";
import { sayDone } from "@/shared/confirm";

type Values = Record<string, unknown>;

export function ChannelForm({ channel, onDone }: { channel: ChannelRow; onDone: () => void }) {
  const { t } = useTranslation("settings");
  const may = useRights();
  const fields = channel.settings_schema;
  const [values, setValues] = useState<Values>(() => Object.fromEntries(fields.map((one) => [one.name, one.value ?? one.default ?? ""])));
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const disabled = !may("settings.write");

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      // A secret that nobody touched stays as it is on the server.
      const touched = fields.filter((one) => !one.secret || values[one.name] !== one.value);
      await put(`/channels/${channel.id}/settings`, Object.fromEntries(touched.map((one) => [one.name, values[one.name]])));
      await changed("/channels", "/checklist");
      sayDone(t("common:saved"));
      onDone();
    } catch (error) {
      setProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {problem && (
          <Alert color="red" variant="light" role="alert">
            {problem}
          </Alert>
        )}
        {fields.length === 0 && <Text size="sm">{t("channels.noFields")}</Text>}
        {fields.map((one) => (
          <Field
            key={one.name}
            field={one}
            value={values[one.name]}
            disabled={disabled}
            onChange={(value) => setValues((all) => ({ ...all, [one.name]: value }))}
          />
        ))}
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

interface FieldProps {
  field: ChannelField;
  value: unknown;
  disabled: boolean;
  onChange: (value: unknown) => void;
}

function Field({ field, value, disabled, onChange }: FieldProps) {
  const { t, i18n } = useTranslation("settings");
  const named = `field.${field.name}`;
  const label = i18n.exists(named, { ns: "settings" }) ? t(named) : field.name.replaceAll("_", " ");
  const common = { label, description: field.help, disabled, name: field.name };
  if (field.type === "bool") {
    return <Checkbox {...common} checked={Boolean(value)} onChange={(event) => onChange(event.currentTarget.checked)} />;
  }
  if (field.type === "int" || field.type === "float") {
    return <NumberInput {...common} value={typeof value === "number" ? value : ""} onChange={onChange} allowDecimal={field.type === "float"} />;
  }
  const text = { ...common, value: typeof value === "string" ? value : "" };
  if (field.secret) {
    return <PasswordInput {...text} autoComplete="new-password" onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  return <TextInput {...text} onChange={(event) => onChange(event.currentTarget.value)} />;
}
