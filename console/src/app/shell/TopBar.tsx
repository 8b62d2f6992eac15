import { UnstyledButton } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { Search as Glass } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useSession } from "@/app/session";
import { LanguageMenu } from "@/app/shell/LanguageMenu";
import classes from "@/app/shell/Shell.module.css";
import { ThemeMenu } from "@/app/shell/ThemeMenu";
import { UserMenu } from "@/app/shell/UserMenu";

export function TopBar() {
  const { t } = useTranslation();
  const { data: session } = useSession();
  return (
    <header className={classes.top}>
      <span className={`${classes.workspace} fl-cut`}>{session?.workspace.name}</span>
      <UnstyledButton className={classes.search} onClick={spotlight.open} aria-label={t("search.open")}>
        <Glass size={16} aria-hidden />
        <span className="fl-cut">{t("search.open")}</span>
        <kbd>Ctrl K</kbd>
      </UnstyledButton>
      <LanguageMenu />
      <ThemeMenu />
      <UserMenu />
    </header>
  );
}
