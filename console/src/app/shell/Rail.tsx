import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import { type Area, type Group, reachable } from "@/app/areas";
import classes from "@/app/shell/Shell.module.css";

const GROUPS: Group[] = ["home", "insight", "interaction", "conversion"];

export function AreaLink({ area }: { area: Area }) {
  const { t } = useTranslation();
  return (
    <Link to={area.to ?? "/"} className={classes.item} activeOptions={{ exact: area.to === "/" }}>
      <area.icon size={19} strokeWidth={1.8} aria-hidden />
      <span className="fl-cut">{t(`area.${area.name}`)}</span>
    </Link>
  );
}

export function Rail({ rights }: { rights: string[] }) {
  const { t } = useTranslation();
  const shown = reachable(rights);
  const of = (group: Group) => shown.filter((area) => area.group === group);
  return (
    <nav className={classes.rail} aria-label={t("shell.navigation")}>
      <Link to="/" className={classes.brand} aria-label={t("product")}>
        <img src="/assets/feilun.svg" alt="" />
        <span>{t("product")}</span>
      </Link>
      {GROUPS.filter((group) => of(group).length > 0).map((group) => (
        <Fragment key={group}>
          {group !== "home" && <div className={classes.group}>{t(`group.${group}`)}</div>}
          {of(group).map((area) => (
            <AreaLink key={area.name} area={area} />
          ))}
        </Fragment>
      ))}
      <div className={classes.end}>
        {of("settings").map((area) => (
          <AreaLink key={area.name} area={area} />
        ))}
      </div>
    </nav>
  );
}
