import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  text?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, text, actions }: PageHeaderProps) {
  return (
    <Group component="header" justify="space-between" align="center" gap="md" mb="xl" wrap="wrap">
      <div style={{ minWidth: 0, flex: "1 1 240px" }}>
        <Title order={1}>{title}</Title>
        {text && (
          <Text c="dimmed" size="sm" mt={4} maw={640}>
            {text}
          </Text>
        )}
      </div>
      {actions && <Group gap="sm">{actions}</Group>}
    </Group>
  );
}
