import { Stack } from "@mantine/core";

import { useAnswer } from "@/api/queries";
import type { Suite } from "@/pages/versions/shapes";
import { Dialogs } from "@/pages/versions/suite/Dialogs";
import { Questions } from "@/pages/versions/suite/Questions";
import { SettingsForm } from "@/pages/versions/suite/SettingsForm";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

/** What versions must reach, and the questions and dialogs that show whether they do. */
export default function SuiteTab() {
  const { data, error, refetch } = useAnswer<Suite>("/bot-suite");
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return (
    <Stack gap="lg">
      <SettingsForm key={data.revision} suite={data} />
      <Questions suite={data} />
      <Dialogs />
    </Stack>
  );
}
