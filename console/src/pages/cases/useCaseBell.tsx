// Says at the desk that a case was opened or is over its time, with the way to it.
import { Anchor } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { get } from "@/api/client";
import { useRights } from "@/app/session";
import { useStream } from "@/live/connection";
import type { Sheet } from "@/pages/cases/shapes";

const LOUD = ["opened", "late"];

export function useCaseBell(): void {
  const { t } = useTranslation("cases");
  const may = useRights();
  const navigate = useNavigate();
  const ring = async (id: string, what: string) => {
    const { case: row } = await get<Sheet>(`/cases/${id}`);
    notifications.show({
      id: `case:${id}:${what}`,
      color: what === "late" ? "red" : "orange",
      autoClose: 12_000,
      title: t(`bell.${what}`, { number: row.number }),
      message: (
        // The notes stand outside of the router, so a link would not find it.
        <Anchor component="button" type="button" size="sm" c="var(--fl-accent-text)" onClick={() => void navigate({ to: `/cases/${id}` })}>
          {row.customer_name || t("unknown")} · {row.why}
        </Anchor>
      ),
    });
  };
  useStream(may("case.read") ? "cases" : null, {
    onNews: (news) => {
      const told = news as { case?: string; what?: string };
      if (told.case && told.what && LOUD.includes(told.what)) void ring(told.case, told.what).catch(() => undefined);
    },
    onGap: () => undefined,
  });
}
