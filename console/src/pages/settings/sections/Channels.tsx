import { Badge, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { Plug } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { ChannelRow } from "@/api/shapes";
import { ChannelForm } from "@/pages/settings/ChannelForm";
import classes from "@/pages/settings/settings.module.css";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

export default function Channels() {
  const { t } = useTranslation("settings");
  const { data, error, refetch } = useAnswer<ChannelRow[]>("/channels");
  return (
    <>
      <PageHeader title={t("section.channels")} text={t("channels.text")} />
      {error ? (
        <ErrorState error={error} onAgain={() => void refetch()} />
      ) : !data ? (
        <Loading lines={4} height={60} />
      ) : data.length === 0 ? (
        <EmptyState icon={Plug} title={t("channels.none")} />
      ) : (
        <div className={classes.channels}>
          {data.map((channel) => (
            <ChannelCard key={channel.id} channel={channel} />
          ))}
        </div>
      )}
    </>
  );
}

const HEALTH: Record<string, string> = { ok: "teal", good: "teal", unknown: "gray", new: "gray" };

function ChannelCard({ channel }: { channel: ChannelRow }) {
  const { t, i18n } = useTranslation("settings");
  const [opened, setOpened] = useState(false);
  const name = channel.names[i18n.language] ?? channel.names.en ?? channel.id;
  const health = channel.accounts[0];
  return (
    <Surface>
      <Stack gap="sm" h="100%">
        <Group justify="space-between">
          <Text fw={600}>{name}</Text>
          <Badge color={channel.configured ? "teal" : "gray"}>{t(channel.configured ? "channels.set" : "channels.notSet")}</Badge>
        </Group>
        {health && (
          <Group gap={8}>
            <Badge color={HEALTH[health.health] ?? "red"}>
              {i18n.exists(`channels.health.${health.health}`, { ns: "settings" }) ? t(`channels.health.${health.health}`) : health.health}
            </Badge>
            {health.note && (
              <Text size="xs" c="dimmed">
                {health.note}
              </Text>
            )}
          </Group>
        )}
        <Button variant="default" size="xs" mt="auto" onClick={() => setOpened(true)} style={{ alignSelf: "flex-start" }}>
          {t("channels.open")}
        </Button>
      </Stack>
      <Modal size="lg" opened={opened} onClose={() => setOpened(false)} title={name} closeButtonProps={{ "aria-label": t("common:close") }}>
        <ChannelForm channel={channel} onDone={() => setOpened(false)} />
      </Modal>
    </Surface>
  );
}
