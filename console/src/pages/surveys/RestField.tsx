import { Button, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { JsonField } from "@/pages/surveys/JsonField";
import type { Expression, Question } from "@/pages/surveys/shapes";

const DRAWN = new Set(["id", "kind", "title", "help", "required", "shown_if", "options", "rows", "columns", "shuffle", "low", "high", "least", "most", "total"]);

/** Keys without a field of their own (checks, carried options, designs, …): seen, and changed as JSON. */
export function RestField({ question, onChange }: { question: Question; onChange: (part: Partial<Question>) => void }) {
  const { t } = useTranslation("surveys");
  const rest = Object.fromEntries(Object.entries(question).filter(([key]) => !DRAWN.has(key)));
  const [opened, setOpened] = useState(Object.keys(rest).length > 0);
  const take = (next: Expression) => {
    // A key that was taken away must go from the question too.
    const gone = Object.fromEntries(Object.keys(rest).map((key) => [key, undefined]));
    const kept = Object.fromEntries(Object.entries(next).filter(([key]) => !DRAWN.has(key)));
    onChange({ ...gone, ...kept });
  };
  return (
    <Stack gap={6}>
      {!opened && (
        <Button variant="subtle" color="gray" size="xs" w="fit-content" onClick={() => setOpened(true)}>
          {t("form.more")}
        </Button>
      )}
      {opened && <JsonField label={t("field.rest")} value={rest} onChange={take} />}
    </Stack>
  );
}
