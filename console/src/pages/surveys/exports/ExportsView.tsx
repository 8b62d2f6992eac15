// Answers and figures as files: choose, watch, take; earlier ones stay for some days.
import { Stack } from "@mantine/core";

import { ExportForm } from "@/pages/surveys/exports/ExportForm";
import { ExportList } from "@/pages/surveys/exports/ExportList";

export function ExportsView() {
  return (
    <Stack gap="lg">
      <ExportForm />
      <ExportList />
    </Stack>
  );
}
