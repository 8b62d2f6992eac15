import { Button, Modal, Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer, usePages } from "@/api/queries";
import type { ChannelRow, TimelineRow } from "@/api/shapes";
import { useRights } from "@/app/session";
import { Timeline } from "@/pages/customers/Timeline";
import { ErrorState } from "@/shared/ErrorState";
import { Json } from "@/shared/Json";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const ALWAYS = ["web", "webchat", "email", "server", "import"];

export function TimelineSection({ customer }: { customer: string }) {
  const { t } = useTranslation("customers");
  const [channel, setChannel] = useState<string | null>(null);
  const [picked, setPicked] = useState<TimelineRow | null>(null);
  const pages = usePages<TimelineRow>(`/customers/${customer}/timeline`, { channel });
  return (
    <Surface title={t("timeline.title")} aside={<ChannelFilter value={channel} onChange={setChannel} />}>
      {pages.error ? (
        <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />
      ) : pages.isPending ? (
        <Loading lines={8} />
      ) : (
        <Timeline rows={pages.rows} onPick={setPicked} />
      )}
      {pages.hasNextPage && (
        <Button variant="default" fullWidth loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common:table.more")}
        </Button>
      )}
      <Modal
        size="lg"
        opened={picked !== null}
        onClose={() => setPicked(null)}
        title={picked?.name || picked?.type}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        {picked && <Json label={t("timeline.properties")} value={picked} />}
      </Modal>
    </Surface>
  );
}

function ChannelFilter({ value, onChange }: { value: string | null; onChange: (value: string | null) => void }) {
  const { t, i18n } = useTranslation("customers");
  const may = useRights();
  const { data } = useAnswer<ChannelRow[]>(may("settings.read") ? "/channels" : null);
  const known = (data ?? []).map((one) => one.id);
  const names = [...new Set([...ALWAYS, ...known])];
  const name = (id: string) => (i18n.exists(`common:channel.${id}`) ? t(`common:channel.${id}`) : id);
  return (
    <Select
      size="xs"
      w={150}
      clearable
      aria-label={t("timeline.channel")}
      placeholder={t("timeline.every")}
      value={value}
      onChange={onChange}
      data={names.map((id) => ({ value: id, label: name(id) }))}
      clearButtonProps={{ "aria-label": t("timeline.every") }}
    />
  );
}
