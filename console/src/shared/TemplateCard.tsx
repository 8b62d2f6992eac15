import { Text } from "@mantine/core";
import type { LucideIcon } from "lucide-react";

/** A ready-made start: what it is called and what it holds. */
export function TemplateCard({ Icon, name, text }: { Icon: LucideIcon; name: string; text: string }) {
  return (
    <>
      <Icon size={20} aria-hidden />
      <Text component="span" fw={600}>
        {name}
      </Text>
      <Text component="span" size="sm" c="dimmed">
        {text}
      </Text>
    </>
  );
}
