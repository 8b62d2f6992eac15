import { Menu, UnstyledButton } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";

import { put } from "@/api/client";
import { changed } from "@/api/queries";
import classes from "@/pages/feedback/Feedback.module.css";
import { FACE } from "@/pages/feedback/Feelings";
import { type Feeling, FEELINGS, type Unit } from "@/pages/feedback/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";

/** The feeling of a text, and the other two to say instead. A person's word counts from then on. */
export function FeelingMenu({ unit }: { unit: Unit }) {
  const { t } = useTranslation("feedback");
  const say = async (sentiment: Feeling) => {
    try {
      await put(`/feedback/units/${unit.id}/label`, { sentiment, picked: "seen" });
      sayDone(t("labelled"));
      await changed("/feedback/units", "/feedback/figures", "/feedback/labelling");
    } catch (error) {
      sayFailed(error);
    }
  };
  const now = t(`feeling.${unit.sentiment}`);
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.feeling} data-feeling={unit.sentiment} aria-label={t("changeFeeling", { now })}>
          {now}
          {unit.is_judged && ` · ${t("byPerson")}`}
          <ChevronDown size={13} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {FEELINGS.map((one) => {
          const Icon = FACE[one];
          return (
            <Menu.Item key={one} leftSection={<Icon size={15} aria-hidden />} onClick={() => void say(one)}>
              {t(`feeling.${one}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
