import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

export function CustomerLink({ id, name }: { id: string; name: string | null | undefined }) {
  const { t } = useTranslation();
  return (
    <Anchor component={Link} to={`/customers/${id}`} fw={550} lh="24px" display="inline-block" miw={24} c="var(--fl-accent-text)">
      {name || t("someone")}
    </Anchor>
  );
}
