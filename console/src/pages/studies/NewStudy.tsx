import { Text } from "@mantine/core";
import { Users } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import { KINDS, type StudyKind } from "@/pages/studies/shapes";
import { useStarter } from "@/pages/studies/starters";
import classes from "@/pages/studies/Studies.module.css";
import { NewFrom } from "@/shared/NewFrom";

/** Chosen by the question that is to be answered, not by the name of a method. */
export function NewStudy() {
  const { t } = useTranslation("studies");
  const starter = useStarter();
  const may = useRights();
  if (!may("survey.write")) return null;
  return (
    <NewFrom
      verb={t("new")}
      title={t("newTitle")}
      path="/studies"
      starts={Object.keys(KINDS) as StudyKind[]}
      body={(kind) => ({ name: t(`kind.${kind}.name`), kind, plan: starter(kind) })}
      size="xl"
    >
      {(kind) => <KindCard kind={kind} />}
    </NewFrom>
  );
}

function KindCard({ kind }: { kind: StudyKind }) {
  const { t } = useTranslation("studies");
  const Icon = KINDS[kind];
  return (
    <>
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
    </>
  );
}
