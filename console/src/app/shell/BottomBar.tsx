// On a phone: four areas and "more", so that nothing is cut off.
import { Menu, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useTranslation } from "react-i18next";

import { type Area, reachable } from "@/app/areas";
import { AreaLink } from "@/app/shell/Rail";
import classes from "@/app/shell/Shell.module.css";

const FIRST = ["desk", "customers", "journeys", "reports"];

export function split(areas: Area[]): { shown: Area[]; more: Area[] } {
  const wanted = [...areas].sort((a, b) => rank(a) - rank(b));
  const shown = areas.length <= 5 ? wanted : wanted.slice(0, 4);
  return { shown, more: areas.filter((area) => !shown.includes(area)) };
}

function rank(area: Area): number {
  const place = FIRST.indexOf(area.name);
  return place < 0 ? FIRST.length : place;
}

export function BottomBar({ rights }: { rights: string[] }) {
  const { t } = useTranslation();
  const { shown, more } = split(reachable(rights));
  return (
    <nav className={classes.bottom} aria-label={t("shell.navigation")}>
      {shown.map((area) => (
        <AreaLink key={area.name} area={area} />
      ))}
      {more.length > 0 && (
        <Menu position="top-end" width={200}>
          <Menu.Target>
            <UnstyledButton className={classes.item}>
              <Ellipsis size={19} aria-hidden />
              <span>{t("shell.more")}</span>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map((area) => (
              <Menu.Item key={area.name} component={Link} to={area.to} leftSection={<area.icon size={16} aria-hidden />}>
                {t(`area.${area.name}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  );
}
