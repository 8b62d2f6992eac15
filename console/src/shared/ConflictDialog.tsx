// Two people drew on the same: who saved later decides whose stays. It does not close before she has decided.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";

interface ConflictDialogProps {
  title: string;
  /** What happened, and below it what helps to decide. */
  lines: string[];
  mine: string;
  theirs: string;
  draft: { keepMine: () => void; takeTheirs: () => void };
}

export function ConflictDialog({ title, lines, mine, theirs, draft }: ConflictDialogProps) {
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={title}>
      <Stack gap="sm">
        {lines.map((line, place) => (
          <Text key={line} size="sm" {...(place > 0 ? { c: "dimmed" } : {})}>
            {line}
          </Text>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={draft.keepMine}>
            {mine}
          </Button>
          <Button data-autofocus onClick={draft.takeTheirs}>
            {theirs}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
