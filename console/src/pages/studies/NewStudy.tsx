import { Button, Modal, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Plus, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { KINDS, type Study, type StudyKind } from "@/pages/studies/shapes";
import { useStarter } from "@/pages/studies/starters";
import classes from "@/pages/studies/Studies.module.css";
import { sayFailed } from "@/shared/confirm";

/** Chosen by the question that is to be answered, not by the name of a method. */
export function NewStudy() {
  const { t } = useTranslation("studies");
  const starter = useStarter();
  const navigate = useNavigate();
  const may = useRights();
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  if (!may("survey.write")) return null;
  const create = async (kind: StudyKind) => {
    setBusy(true);
    try {
      const made = await post<Study>("/studies", { name: t(`kind.${kind}.name`), kind, plan: starter(kind) });
      await changed("/studies");
      await navigate({ to: `/studies/${made.id}` });
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t("new")}
      </Button>
      <Modal size="xl" opened={opened} onClose={() => setOpened(false)} title={t("newTitle")} closeButtonProps={{ "aria-label": t("common:close") }}>
        <div className={classes.cards}>
          {(Object.keys(KINDS) as StudyKind[]).map((kind) => {
            const Icon = KINDS[kind];
            return (
              <button key={kind} type="button" className={classes.card} disabled={busy} onClick={() => void create(kind)}>
                <span className={classes.cardHead}>
                  <Icon size={19} aria-hidden />
                  <Text component="span" size="xs" c="dimmed">
                    {t(`kind.${kind}.name`)}
                  </Text>
                </span>
                <Text component="span" fw={600} size="sm">
                  {t(`kind.${kind}.question`)}
                </Text>
                <Text component="span" size="xs" c="dimmed">
                  {t(`kind.${kind}.text`)}
                </Text>
                <span className={classes.cardFoot}>
                  <Users size={13} aria-hidden />
                  {t(`kind.${kind}.people`)}
                </span>
              </button>
            );
          })}
        </div>
      </Modal>
    </>
  );
}
