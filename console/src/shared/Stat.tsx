import { Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { Loading } from "@/shared/Loading";

interface StatProps {
  label: string;
  value: ReactNode;
  hint?: ReactNode;
  loading?: boolean;
}

export function Stat({ label, value, hint, loading }: StatProps) {
  return (
    <Paper withBorder radius="lg" p="lg" bg="var(--fl-surface)">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {loading ? (
        <Loading lines={1} height={28} />
      ) : (
        <Text className="fl-number" fz="clamp(17px, 5vw, 26px)" fw={650} lh={1.3} mt={2}>
          {value}
        </Text>
      )}
      {hint && (
        <Text size="xs" c="dimmed" mt={2} component="div">
          {hint}
        </Text>
      )}
    </Paper>
  );
}
