import { Button, Group, Text } from "@mantine/core";
import { Bot } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { usePlanning } from "@/pages/studies/planning";
import { sayDone, sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";

const NUMBER = 200;

/** Invented respondents who answer at random: everything can be tried before anybody is asked. They stay apart from real ones. */
export function Rehearsal({ survey }: { survey: string }) {
  const { t } = useTranslation("studies");
  const { mayWrite } = usePlanning();
  const [busy, setBusy] = useState(false);
  if (!mayWrite) return null;
  const run = async () => {
    setBusy(true);
    try {
      await post(`/surveys/${survey}/simulations`, { number: NUMBER });
      await changed("/studies");
      sayDone(t("rehearsal.done", { n: NUMBER }));
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Surface title={t("rehearsal.title")}>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={620}>
          {t("rehearsal.text")}
        </Text>
        <Button variant="default" leftSection={<Bot size={16} aria-hidden />} loading={busy} onClick={() => void run()}>
          {t("rehearsal.run", { n: NUMBER })}
        </Button>
      </Group>
    </Surface>
  );
}
