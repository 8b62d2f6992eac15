import { WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useLiveState } from "@/live/connection";
import classes from "@/pages/desk/Desk.module.css";

/** Says that what is shown may be old; it goes away when the missed messages have come. */
export function StaleBar() {
  const { t } = useTranslation("desk");
  const state = useLiveState();
  return (
    <div className={classes.stale} role="status" data-shown={state === "stale" || undefined}>
      {state === "stale" && (
        <>
          <WifiOff size={15} aria-hidden />
          {t("stale")}
        </>
      )}
    </div>
  );
}
