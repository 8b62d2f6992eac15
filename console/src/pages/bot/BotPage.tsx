import { Link, Navigate, useParams } from "@tanstack/react-router";
import { ClipboardCheck, Gauge, ListTree, MessagesSquare } from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/pages/bot/Bot.module.css";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";

const SECTIONS = [
  { name: "setup", icon: ListTree, page: lazy(() => import("@/pages/bot/setup/Setup")) },
  { name: "answers", icon: MessagesSquare, page: lazy(() => import("@/pages/bot/answers/Answers")) },
  { name: "audit", icon: ClipboardCheck, page: lazy(() => import("@/pages/bot/answers/Audit")) },
  { name: "figures", icon: Gauge, page: lazy(() => import("@/pages/bot/figures/Figures")) },
];

export default function BotPage() {
  const { t } = useTranslation("bot");
  const { section } = useParams({ strict: false }) as { section?: string };
  const tabs = useRef<HTMLElement>(null);
  // On a phone not all sections fit beside one another; the one that is open must be seen.
  useEffect(() => {
    // Some browsers give back a promise, which an effect must not.
    void tabs.current?.querySelector(`[href$="/bot/${section}"]`)?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [section]);
  const chosen = SECTIONS.find((one) => one.name === section);
  if (!chosen) return <Navigate to="/bot/setup" replace />;
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} />
      <nav ref={tabs} className={classes.tabs} aria-label={t("title")}>
        {SECTIONS.map((one) => (
          <Link key={one.name} to={`/bot/${one.name}`} className={classes.tab}>
            <one.icon size={16} strokeWidth={1.8} aria-hidden />
            {t(`section.${one.name}`)}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Loading lines={8} />}>
        <chosen.page />
      </Suspense>
    </div>
  );
}
