import { Alert, Button, Group, PasswordInput, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { put } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed } from "@/api/queries";
import { sayDone } from "@/shared/confirm";

export function PasswordForm() {
  const { t } = useTranslation("account");
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem("");
    try {
      await put("/password", { old, new: next });
      setOld("");
      setNext("");
      await changed("/sessions");
      sayDone(t("password.done"));
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  const toggle = { "aria-label": t("password.show") };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {problem && (
          <Alert color="red" variant="light" role="alert">
            {problem}
          </Alert>
        )}
        <PasswordInput
          label={t("password.old")}
          autoComplete="current-password"
          required
          value={old}
          onChange={(event) => setOld(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
        />
        <PasswordInput
          label={t("password.new")}
          description={t("password.help")}
          autoComplete="new-password"
          required
          minLength={8}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
        />
        <Group justify="flex-end">
          <Button type="submit">{t("password.change")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
