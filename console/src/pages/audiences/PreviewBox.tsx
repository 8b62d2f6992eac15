import { Button, Group, Loader, Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { sentence } from "@/api/problems";
import { useFormats } from "@/i18n/format";
import type { Preview, Rule } from "@/pages/audiences/shapes";
import { usePreview } from "@/pages/audiences/usePreview";
import { CustomerLink } from "@/shared/CustomerLink";
import { Surface } from "@/shared/Surface";

export function PreviewBox({ rule }: { rule: Rule | null }) {
  const { t } = useTranslation("audiences");
  const { state, stop, again } = usePreview(rule);
  return (
    <Surface title={t("preview.title")}>
      <div aria-live="polite">
        {state.step === "unfinished" && <Quiet text={t("preview.unfinished")} />}
        {state.step === "running" && (
          <Group gap="sm">
            <Loader size="xs" />
            <Text size="sm">{t("preview.running")}</Text>
            <Button size="compact-sm" variant="default" onClick={stop}>
              {t("preview.cancel")}
            </Button>
          </Group>
        )}
        {state.step === "stopped" && <Again text={t("preview.stopped")} onAgain={again} />}
        {state.step === "failed" && <Again text={sentence(state.error)} onAgain={again} />}
        {state.step === "done" && <Found preview={state.preview} />}
      </div>
    </Surface>
  );
}

function Quiet({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  );
}

function Again({ text, onAgain }: { text: string; onAgain: () => void }) {
  const { t } = useTranslation("audiences");
  return (
    <Stack gap="xs" align="flex-start">
      <Quiet text={text} />
      <Button size="compact-sm" variant="default" onClick={onAgain}>
        {t("preview.again")}
      </Button>
    </Stack>
  );
}

function Found({ preview }: { preview: Preview }) {
  const { t } = useTranslation("audiences");
  const { number, percent } = useFormats();
  const share = preview.total ? preview.size / preview.total : 0;
  return (
    <Stack gap="xs">
      <Text className="fl-number" fz={28} fw={650} lh={1.2}>
        {t("preview.people", { size: number(preview.size) })}
      </Text>
      <Progress value={share * 100} aria-label={t("preview.share", { share: percent(share), total: number(preview.total) })} />
      <Quiet text={t("preview.share", { share: percent(share), total: number(preview.total) })} />
      <Quiet text={t("preview.took", { ms: number(preview.milliseconds) })} />
      {preview.size === 0 && <Quiet text={t("preview.nobody")} />}
      {preview.sample.length > 0 && (
        <Stack gap={2} mt="xs">
          <Text size="sm" fw={600}>
            {t("preview.sample")}
          </Text>
          {preview.sample.slice(0, 8).map((one) => (
            <Text key={one.id} size="sm">
              <CustomerLink id={one.id} name={one.name} />
            </Text>
          ))}
        </Stack>
      )}
    </Stack>
  );
}
