import { Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  text?: string;
  action?: ReactNode;
  /** It is the whole page, so its title is the page's. */
  whole?: boolean;
}

/** What the page is for and the one thing to do next. Never shown while loading. */
export function EmptyState({ icon: Icon, title, text, action, whole }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      <ThemeIcon size={52} radius="xl" variant="light" mb={6}>
        <Icon size={24} strokeWidth={1.7} aria-hidden />
      </ThemeIcon>
      <Title order={whole ? 1 : 2} fz="md">
        {title}
      </Title>
      {text && (
        <Text c="dimmed" size="sm" maw={420}>
          {text}
        </Text>
      )}
      {action && <div style={{ marginTop: 10 }}>{action}</div>}
    </Stack>
  );
}
