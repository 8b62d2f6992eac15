import { Alert, Group, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { isBusy, type Task } from "@/pages/versions/shapes";

/** How far the work is, or why it failed; nothing when it is done. */
export function TaskLine({ task }: { task: Task }) {
  const { t } = useTranslation("versions");
  if (task.state === "failed") {
    return (
      <Alert color="red" variant="light" title={t(`task.${task.kind}.failed` as "task.training.failed")}>
        {task.problem}
      </Alert>
    );
  }
  if (!isBusy(task)) return null;
  const words = task.state === "queued" ? t("task.queued") : t(`step.${task.step || "collect"}` as "step.fit");
  return (
    <div>
      <Group justify="space-between" mb={4} gap="sm">
        <Text size="sm" fw={550}>
          {t(`task.${task.kind}.running` as "task.training.running")}
        </Text>
        <Text size="sm" c="dimmed" className="fl-number" aria-live="polite">
          {words} · {task.progress} %
        </Text>
      </Group>
      <Progress value={Math.max(task.progress, 2)} animated aria-label={t(`task.${task.kind}.running` as "task.training.running")} />
    </div>
  );
}
