import { ActionIcon } from "@mantine/core";
import { Trash2 } from "lucide-react";

import { Confirm } from "@/shared/confirm";

interface RevokeProps {
  title: string;
  text: string;
  verb: string;
  onYes: () => Promise<unknown>;
}

/** The bin at the end of a row, with its question. */
export function Revoke({ title, text, verb, onYes }: RevokeProps) {
  return (
    <Confirm title={title} text={text} verb={verb} onYes={onYes}>
      {(open) => (
        <ActionIcon variant="subtle" color="gray" c="dimmed" aria-label={title} onClick={open}>
          <Trash2 size={16} aria-hidden />
        </ActionIcon>
      )}
    </Confirm>
  );
}
