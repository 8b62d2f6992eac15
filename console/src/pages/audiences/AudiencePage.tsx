import { Tabs } from "@mantine/core";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { AudienceEditor } from "@/pages/audiences/AudienceEditor";
import { Members } from "@/pages/audiences/Members";
import type { Audience } from "@/pages/audiences/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export default function AudiencePage() {
  const { audience: id = "" } = useParams({ strict: false }) as { audience?: string };
  const isNew = id === "new" || id === "";
  const { data, error, refetch } = useAnswer<Audience>(isNew ? null : `/audiences/${id}`);
  if (isNew) return <AudienceEditor key="new" audience={null} />;
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return <Known audience={data} />;
}

function Known({ audience }: { audience: Audience }) {
  const { t } = useTranslation("audiences");
  const navigate = useNavigate();
  const { tab = "rule" } = useSearch({ strict: false }) as { tab?: string };
  const go = (next: string | null) =>
    void navigate({ to: `/audiences/${audience.id}`, search: (next === "members" ? { tab: next } : {}) as never, replace: true });
  return (
    <Tabs value={tab} onChange={go} keepMounted={false}>
      <Tabs.List mb="lg">
        <Tabs.Tab value="rule">{t("tab.rule")}</Tabs.Tab>
        <Tabs.Tab value="members">{t("tab.members")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="rule">
        <AudienceEditor key={audience.id} audience={audience} />
      </Tabs.Panel>
      <Tabs.Panel value="members">
        <Members audience={audience} />
      </Tabs.Panel>
    </Tabs>
  );
}
