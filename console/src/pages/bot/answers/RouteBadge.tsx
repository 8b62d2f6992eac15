import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

const COLORS: Record<string, string> = { answer: "teal", flow: "cyan", flow_step: "cyan", menu: "gray", link: "gray", buttons: "blue", unknown: "yellow", handover: "orange", offline: "gray" };

export function RouteBadge({ route }: { route: string }) {
  const say = useRouteName();
  return (
    <Badge variant="light" color={COLORS[route] ?? "gray"} autoContrast>
      {say(route)}
    </Badge>
  );
}

/** The name of a decision's kind; a kind we do not know yet keeps its code. */
export function useRouteName(): (route: string) => string {
  const { t, i18n } = useTranslation("bot");
  return (route) => (i18n.exists(`route.${route}`, { ns: "bot" }) ? t(`route.${route}`) : route);
}

export function useReasonName(): (reason: string) => string {
  const { t, i18n } = useTranslation("bot");
  return (reason) => (i18n.exists(`reason.${reason}`, { ns: "bot" }) ? t(`reason.${reason}`) : reason);
}
