import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { UsersRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import type { Audience, Preview } from "@/pages/audiences/shapes";
import { ruleOf } from "@/pages/feedback/audience";
import { useNames } from "@/pages/feedback/useNames";
import { KEYS, type Wish } from "@/pages/feedback/wish";
import { sayFailed } from "@/shared/confirm";

interface AudienceButtonProps {
  wish: Wish;
  /** How many the page counts, to hold beside what the rule finds. */
  customers?: number;
}

/** Everybody who says this becomes an audience that goes on by itself. */
export function AudienceButton({ wish, customers }: AudienceButtonProps) {
  const { t } = useTranslation("feedback");
  const may = useRights();
  const [opened, setOpened] = useState(false);
  if (!may("audiences.write")) return null;
  return (
    <>
      <Button size="xs" variant="default" leftSection={<UsersRound size={14} aria-hidden />} onClick={() => setOpened(true)}>
        {t("audience.make")}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("audience.make")}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        {opened && <Form wish={wish} {...(customers === undefined ? {} : { customers })} onClose={() => setOpened(false)} />}
      </Modal>
    </>
  );
}

function Form({ wish, customers, onClose }: AudienceButtonProps & { onClose: () => void }) {
  const { t } = useTranslation("feedback");
  const navigate = useNavigate();
  const { number } = useFormats();
  const { wordsOf } = useNames();
  const parts = KEYS.filter((key) => wish[key] && key !== "trait").map((key) => wordsOf[key](wish[key] ?? ""));
  const [name, setName] = useState(parts.join(" · ").slice(0, 100) || t("audience.all"));
  const { rule, left } = ruleOf(wish);
  const { data } = useQuery({
    queryKey: ["/audience-previews", rule],
    queryFn: ({ signal }) => post<Preview>("/audience-previews", { rule }, {}, signal),
  });
  const create = async () => {
    try {
      const made = await post<Audience>("/audiences", { name: name.trim(), rule });
      void navigate({ to: `/audiences/${made.id}` });
    } catch (error) {
      sayFailed(error);
    }
  };
  return (
    <Stack gap="md">
      <TextInput data-autofocus label={t("audience.name")} value={name} maxLength={100} onChange={(event) => setName(event.currentTarget.value)} />
      <Text size="sm" aria-live="polite">
        {data ? t("audience.found", { n: number(data.size) }) : t("audience.counting")}
        {customers !== undefined && ` ${t("audience.beside", { n: number(customers) })}`}
      </Text>
      <Text size="sm" c="dimmed">
        {t("audience.text")}
      </Text>
      {left.length > 0 && (
        <Alert color="orange" variant="light">
          {t("audience.left", { what: left.map((key) => wordsOf[key](wish[key] ?? "")).join(" · ") })}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button disabled={!name.trim()} onClick={() => void create()}>
          {t("audience.create")}
        </Button>
      </Group>
    </Stack>
  );
}
