import { useTranslation } from "react-i18next";

import classes from "@/pages/feedback/Feedback.module.css";
import { FEELINGS } from "@/pages/feedback/shapes";

export function Legend() {
  const { t } = useTranslation("feedback");
  return (
    <div className={classes.legend}>
      {FEELINGS.map((one) => (
        <span key={one}>
          <i data-feeling={one} aria-hidden />
          {t(`feeling.${one}`)}
        </span>
      ))}
      <span>
        <b aria-hidden />
        {t("whisker")}
      </span>
    </div>
  );
}
