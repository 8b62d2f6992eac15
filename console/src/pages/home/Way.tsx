import { Text, ThemeIcon } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Area } from "@/app/areas";
import classes from "@/pages/home/home.module.css";

export function Way({ area }: { area: Area }) {
  const { t } = useTranslation("home");
  return (
    <Link to={area.to ?? "/"} className={classes.way}>
      <ThemeIcon size={40} radius="md" variant="light">
        <area.icon size={20} strokeWidth={1.8} aria-hidden />
      </ThemeIcon>
      <div>
        <Text fw={600}>{t(`common:area.${area.name}`)}</Text>
        <Text size="sm" c="dimmed">
          {t(`way.${area.name}`)}
        </Text>
      </div>
    </Link>
  );
}
