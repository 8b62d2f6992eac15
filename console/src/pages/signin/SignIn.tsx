import { Alert, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { sentence } from "@/api/problems";
import { signIn } from "@/app/session";
import { LanguageMenu } from "@/app/shell/LanguageMenu";
import { ThemeMenu } from "@/app/shell/ThemeMenu";
import classes from "@/pages/signin/SignIn.module.css";

export default function SignIn() {
  const { t } = useTranslation("signin");
  return (
    <main className={classes.page}>
      <div className={classes.switches}>
        <LanguageMenu />
        <ThemeMenu />
      </div>
      <Paper withBorder radius="lg" p={32} className={classes.card} bg="var(--fl-surface)">
        <img src="/assets/feilun.svg" alt="" width={44} height={44} />
        <Title order={1} mt="md">
          {t("title")}
        </Title>
        <Text c="dimmed" size="sm" mt={4} mb="lg">
          {t("promise")}
        </Text>
        <Form />
        <Text c="dimmed" size="xs" mt="lg">
          {t("firstRun")} <code className={classes.code}>feilun user add</code>
        </Text>
      </Paper>
    </main>
  );
}

function Form() {
  const { t } = useTranslation("signin");
  const { history } = useRouter();
  const { next } = useSearch({ strict: false }) as { next?: string };
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      await signIn(email.trim(), password);
      // Only to a page of ours: an address with a host could lead a person who has just signed in anywhere.
      history.push(next?.startsWith("/") && !/^\/[/\\]/.test(next) ? next : "/");
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
        <TextInput
          label={t("email")}
          name="email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("password")}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("show") }}
        />
        <Button type="submit" size="md" loading={busy}>
          {t("go")}
        </Button>
      </Stack>
    </form>
  );
}
