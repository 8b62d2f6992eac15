import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { remove } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import type { OpenSession } from "@/api/shapes";
import { sayFailed } from "@/shared/confirm";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { TimeAgo } from "@/shared/TimeAgo";

export function Sessions() {
  const { data, error } = useAnswer<OpenSession[]>("/sessions");
  if (error) return <ErrorState error={error} />;
  if (!data) return <Loading lines={3} />;
  return (
    <Stack gap="md">
      {data.map((session) => (
        <SessionLine key={session.id} session={session} />
      ))}
    </Stack>
  );
}

function SessionLine({ session }: { session: OpenSession }) {
  const { t } = useTranslation("account");
  const end = async () => {
    try {
      await remove(`/sessions/${session.id}`);
      await changed("/sessions");
    } catch (error) {
      sayFailed(error);
    }
  };
  return (
    <Group justify="space-between" wrap="nowrap" gap="md">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" className="fl-cut" title={session.agent}>
          {session.agent || session.address}
        </Text>
        <Text size="xs" c="dimmed">
          {session.address} · <TimeAgo at={session.seen_at} />
        </Text>
      </div>
      {session.is_this ? (
        <Badge color="teal">{t("sessions.this")}</Badge>
      ) : (
        <Button variant="default" size="xs" style={{ flex: "none" }} onClick={() => void end()}>
          {t("sessions.end")}
        </Button>
      )}
    </Group>
  );
}
