import { Badge, Group } from "@mantine/core";
import { Cookie, Hash, Mail, Phone, Smartphone, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { CustomerHandle } from "@/api/shapes";
import { useFormats } from "@/i18n/format";

const ICONS: Record<string, typeof Hash> = {
  anonymous_id: Cookie,
  device: Smartphone,
  email: Mail,
  phone: Phone,
  user_id: UserRound,
};

const MOST = 8;

/** The names under which this customer is known, each with the days it was seen. */
export function HandleChips({ handles }: { handles: CustomerHandle[] }) {
  const { t, i18n } = useTranslation("customers");
  const { day } = useFormats();
  return (
    <Group gap={6}>
      {handles.slice(0, MOST).map((handle) => {
        const Icon = ICONS[handle.kind] ?? Hash;
        const named = `handle.${handle.kind}`;
        const kind = i18n.exists(named, { ns: "customers" }) ? t(named) : handle.kind;
        return (
          <Badge
            key={`${handle.kind}:${handle.value}`}
            variant="default"
            maw="100%"
            h={26}
            leftSection={<Icon size={13} role="img" aria-label={kind} />}
            title={`${kind}: ${handle.value} (${day(handle.first_seen)} – ${day(handle.last_seen)})`}
          >
            {handle.value}
          </Badge>
        );
      })}
      {handles.length > MOST && (
        <Badge color="gray" h={26}>
          +{handles.length - MOST}
        </Badge>
      )}
    </Group>
  );
}
