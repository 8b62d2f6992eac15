// Welcome, menu and habits of the bot, with the widget beside them as a customer would see it.
import { Alert, Badge, Button, Group, SegmentedControl, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import { LANGUAGES as NAMES, language as ownLanguage } from "@/i18n";
import classes from "@/pages/bot/Bot.module.css";
import { HabitFields } from "@/pages/bot/setup/HabitFields";
import { HourRows } from "@/pages/bot/setup/HourRows";
import { MenuEditor } from "@/pages/bot/setup/MenuEditor";
import { Preview } from "@/pages/bot/setup/Preview";
import { TextRows } from "@/pages/bot/setup/TextRows";
import { useSettings } from "@/pages/bot/setup/useSettings";
import { WelcomeRows } from "@/pages/bot/setup/WelcomeRows";
import { WordsField } from "@/pages/bot/setup/WordsField";
import { type Language, LANGUAGES, type SettingsPage } from "@/pages/bot/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

export default function Setup() {
  const { data, error, refetch } = useAnswer<SettingsPage>("/bot-settings");
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  return data ? <Editor page={data} /> : <Loading lines={10} />;
}

function Editor({ page }: { page: SettingsPage }) {
  const { t } = useTranslation("bot");
  const may = useRights();
  const mayWrite = may("bot.write");
  const edited = useSettings(page, mayWrite);
  const { draft, change } = edited;
  const [language, setLanguage] = useState<Language>(ownLanguage());
  const fields = { draft, change, language, disabled: !mayWrite };
  return (
    <div className={classes.setup}>
      <Stack gap="lg">
        <Bar page={page} edited={edited} />
        <SegmentedControl
          aria-label={t("editedLanguage")}
          value={language}
          onChange={(next) => setLanguage(next as Language)}
          data={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
        />
        <Surface title={t("welcome.title")}>
          <Stack gap="md">
            <WordsField label={t("name")} words={draft.name} language={language} disabled={!mayWrite} onChange={(name) => change({ name })} />
            <WelcomeRows {...fields} />
          </Stack>
        </Surface>
        <Surface title={t("menu.title")}>
          <MenuEditor {...fields} />
        </Surface>
        <Surface title={t("habits.title")}>
          <HabitFields {...fields} />
        </Surface>
        <Surface title={t("hours.title")}>
          <HourRows {...fields} />
        </Surface>
        <Surface title={t("texts.title")}>
          <TextRows {...fields} builtIn={page.built_in} />
        </Surface>
      </Stack>
      <aside className={classes.beside} aria-label={t("preview.title")}>
        <Preview language={language} saving={edited.saving} />
      </aside>
    </div>
  );
}

function Bar({ page, edited }: { page: SettingsPage; edited: ReturnType<typeof useSettings> }) {
  const { t } = useTranslation("bot");
  const may = useRights();
  const [busy, setBusy] = useState(false);
  const isLive = page.live_revision === page.revision && edited.saving === "saved";
  const publish = async () => {
    setBusy(true);
    try {
      const revision = await edited.flush();
      if (revision === null) return;
      edited.keep(await post<SettingsPage>("/bot-settings/publication", { revision }));
      await changed("/checklist");
      sayDone(t("publishedNow"));
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Surface>
      <Group justify="space-between">
        <Group gap="sm">
          <Switch
            label={t("isOn")}
            checked={edited.draft.is_on}
            disabled={!may("bot.write")}
            onChange={(event) => edited.change({ is_on: event.currentTarget.checked })}
          />
          <Badge color={page.live?.is_on ? "teal" : "gray"} variant="light">
            {t(page.live?.is_on ? "liveOn" : "liveOff")}
          </Badge>
          <Text size="sm" c="dimmed" role="status">
            {t(`saving.${edited.saving}`)}
          </Text>
        </Group>
        {may("bot.publish") && (
          <Button loading={busy} disabled={isLive || page.problems.length > 0} onClick={() => void publish()}>
            {t("publish")}
          </Button>
        )}
      </Group>
      {page.problems.length > 0 && (
        <Alert color="yellow" variant="light" mt="md" title={t("problems")}>
          {page.problems.map((one) => (
            <Text key={`${one.field} ${one.problem}`} size="sm">
              <code>{one.field}</code> {one.problem}
            </Text>
          ))}
        </Alert>
      )}
    </Surface>
  );
}
