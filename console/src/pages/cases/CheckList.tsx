import { Text } from "@mantine/core";
import { Check as Tick, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import classes from "@/pages/cases/Cases.module.css";
import type { Check } from "@/pages/cases/shapes";

/** Every condition with what was asked and what was found; the sign says it in words too. */
export function CheckList({ checks }: { checks: Check[] }) {
  const { t } = useTranslation("cases");
  return (
    <div>
      {checks.map((one) => (
        <div key={one.name} className={classes.check}>
          {one.is_met ? (
            <Tick size={15} className={classes.met} aria-label={t("met")} />
          ) : (
            <X size={15} className={classes.unmet} aria-label={t("unmet")} />
          )}
          <Text size="xs">
            {t(`check.${one.name}`)}: {one.asked}
          </Text>
          <Text size="xs" c="dimmed">
            {one.found}
          </Text>
        </div>
      ))}
    </div>
  );
}
