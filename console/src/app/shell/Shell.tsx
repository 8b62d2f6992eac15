// The frame around every page: navigation left (or below on a phone), top bar, the page.
import { Center, Loader } from "@mantine/core";
import { Outlet, useMatches, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { onSignedOut } from "@/api/client";
import { allows } from "@/app/areas";
import { forgetSession, useSession } from "@/app/session";
import { BottomBar } from "@/app/shell/BottomBar";
import { Rail } from "@/app/shell/Rail";
import { Search } from "@/app/shell/Search";
import classes from "@/app/shell/Shell.module.css";
import { TopBar } from "@/app/shell/TopBar";
import { useGoTo } from "@/app/shell/useGoTo";
import { ErrorState } from "@/shared/ErrorState";
import { Forbidden } from "@/shared/Forbidden";

export function Shell() {
  const { data: session, error, refetch, isPending } = useSession();
  useEffect(() => onSignedOut(forgetSession), []);

  if (isPending) return <Waiting />;
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!session) return <ToSignIn />;
  return <Frame rights={session.rights} />;
}

/** Leaves once, with the address that was wanted; `<Navigate>` would go again with each new address it makes. */
function ToSignIn() {
  const navigate = useNavigate();
  useEffect(() => {
    const next = location.pathname + location.search;
    void navigate({ to: "/sign-in", search: (next === "/" ? {} : { next }) as never, replace: true });
  }, [navigate]);
  return <Waiting />;
}

function Waiting() {
  return (
    <Center h="100vh">
      <Loader type="dots" />
    </Center>
  );
}

function Frame({ rights }: { rights: string[] }) {
  const { t } = useTranslation();
  const shown = useMatches().at(-1);
  const { right, fills, area } = shown?.staticData ?? {};
  useGoTo(rights);
  useEffect(() => {
    document.title = area ? `${t(`area.${area}`)} · ${t("product")}` : t("product");
  }, [area, t]);
  const allowed = right === undefined || right.length === 0 || allows(right, rights);
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#page">
        {t("shell.skip")}
      </a>
      <Rail rights={rights} />
      <TopBar />
      <main id="page" tabIndex={-1} className={classes.page} data-fills={fills || undefined} data-path={shown?.pathname}>
        {allowed ? <Outlet /> : <Forbidden right={[right ?? []].flat().join(", ")} />}
      </main>
      <BottomBar rights={rights} />
      <Search rights={rights} />
    </div>
  );
}
