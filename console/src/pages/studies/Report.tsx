import { Alert, List, Stack, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { usePlanning } from "@/pages/studies/planning";
import type { Report as Shape, Warning } from "@/pages/studies/shapes";
import { Surface } from "@/shared/Surface";

/** Whatever may be wrong with what stands below, before it is read. */
export function Warnings({ warnings }: { warnings: Warning[] }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const texts = [...new Set(warnings.map((one) => names.said(one.words)))].filter(Boolean);
  if (texts.length === 0) return null;
  return (
    <Alert color="yellow" icon={<TriangleAlert size={18} aria-hidden />} title={t("report.warnings", { count: texts.length })}>
      <List size="sm" spacing={4}>
        {texts.map((text) => (
          <List.Item key={text}>{text}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** What it says, what to do about it, and how sure that is, in words. Warnings stand above it. */
export function Report({ report, title }: { report: Shape; title?: string }) {
  const { t } = useTranslation("studies");
  const parts = (["says", "do", "sure"] as const).filter((part) => report[part].length > 0);
  if (parts.length === 0) return null;
  return (
    <Surface title={title ?? t("report.title")}>
      <Stack gap="md">
        {parts.map((part) => (
          <div key={part}>
            <Text size="sm" fw={600} mb={4}>
              {t(`report.${part}`)}
            </Text>
            <List size="sm" spacing={4}>
              {report[part].map((text) => (
                <List.Item key={text}>{text}</List.Item>
              ))}
            </List>
          </div>
        ))}
      </Stack>
    </Surface>
  );
}
