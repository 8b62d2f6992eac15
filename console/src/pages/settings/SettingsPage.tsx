import { Link, Navigate, useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import { SECTIONS } from "@/pages/settings/sections";
import classes from "@/pages/settings/settings.module.css";
import { Forbidden } from "@/shared/Forbidden";
import { Loading } from "@/shared/Loading";

export default function SettingsPage() {
  const { t } = useTranslation("settings");
  const { section } = useParams({ strict: false }) as { section?: string };
  const may = useRights();
  const allowed = SECTIONS.filter((one) => may(one.right));
  const chosen = SECTIONS.find((one) => one.name === section);
  if (!chosen) return <Navigate to={`/settings/${allowed[0]?.name ?? ""}`} replace />;
  return (
    <div className={classes.page}>
      <nav className={classes.nav} aria-label={t("title")}>
        {allowed.map((one) => (
          <Link key={one.name} to={`/settings/${one.name}`} className={classes.link}>
            <one.icon size={17} strokeWidth={1.8} aria-hidden />
            {t(`section.${one.name}`)}
          </Link>
        ))}
      </nav>
      <div className={classes.section}>
        {may(chosen.right) ? (
          <Suspense fallback={<Loading lines={8} />}>
            <chosen.page />
          </Suspense>
        ) : (
          <Forbidden right={chosen.right} />
        )}
      </div>
    </div>
  );
}
