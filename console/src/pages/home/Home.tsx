// Where one lands: what is still to do in a new workspace, and the ways to what is done every day.
import { SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { reachable } from "@/app/areas";
import { useSession } from "@/app/session";
import { Checklist } from "@/pages/home/Checklist";
import { Figures } from "@/pages/home/Figures";
import { Way } from "@/pages/home/Way";
import { PageHeader } from "@/shared/PageHeader";

export default function Home() {
  const { t } = useTranslation("home");
  const { data: session } = useSession();
  const rights = session?.rights ?? [];
  const ways = reachable(rights).filter((area) => area.group !== "home" && area.group !== "settings");
  return (
    <div>
      <PageHeader title={t("hello", { name: session?.person.name })} text={t("text", { shop: session?.workspace.name })} />
      {rights.includes("reports.read") && <Figures />}
      <Checklist />
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="md" mt="lg">
        {ways.map((area) => (
          <Way key={area.name} area={area} />
        ))}
      </SimpleGrid>
    </div>
  );
}
