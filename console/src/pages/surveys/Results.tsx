import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { Survey } from "@/pages/surveys/shapes";
import { Stat } from "@/shared/Stat";

/** How many answered, by how they ended. */
export function Results({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const { counts } = survey;
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 2, md: 5 }}>
        {(["complete", "partial", "started", "screened", "full"] as const).map((state) => (
          <Stat key={state} label={t(`answered.${state}`)} value={number(counts[state])} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
