import { Button, Center } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/shared/EmptyState";

export function NotThere() {
  const { t } = useTranslation();
  return (
    <Center component="main" mih="80vh">
      <EmptyState
        icon={Compass}
        whole
        title={t("notThere.title")}
        text={t("notThere.text")}
        action={
          <Button component={Link} to="/">
            {t("notThere.home")}
          </Button>
        }
      />
    </Center>
  );
}
