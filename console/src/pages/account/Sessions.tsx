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

const BROWSERS = ["Edg", "OPR", "MicroMessenger", "Firefox", "Chrome", "Safari"];
const NAMES: Record<string, string> = { Edg: "Edge", OPR: "Opera", MicroMessenger: "WeChat" };
const SYSTEMS = ["Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux"];

/** "Chrome · Linux" out of a browser's long name; the whole of it when nothing is known. */
function browserOf(agent: string): string {
  const browser = BROWSERS.find((name) => agent.includes(name));
  const system = SYSTEMS.find((name) => agent.includes(name));
  return browser ? [NAMES[browser] ?? browser, system].filter(Boolean).join(" · ") : agent;
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
          {browserOf(session.agent) || session.address}
        </Text>
        <Text size="xs" c="dimmed">
          {session.address} · <TimeAgo at={session.seen_at} />
        </Text>
      </div>
      {session.is_this ? (
        <Badge color="teal" style={{ flex: "none" }}>{t("sessions.this")}</Badge>
      ) : (
        <Button variant="default" size="xs" style={{ flex: "none" }} onClick={() => void end()}>
          {t("sessions.end")}
        </Button>
      )}
    </Group>
  );
}
