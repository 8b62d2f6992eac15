import { Button, Group, Modal, Tabs, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/journeys/editing";
import { EmailPreview } from "@/pages/journeys/EmailPreview";
import classes from "@/pages/journeys/Journey.module.css";
import type { EmailStep } from "@/pages/journeys/shapes";

const EXAMPLE = "{{ customer.name }}";

export function EmailDialog({ step, onClose }: { step: EmailStep; onClose: () => void }) {
  const { t } = useTranslation("journeys");
  const { setStep } = useEditing();
  return (
    <Modal opened onClose={onClose} size={900} title={t("email.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Tabs defaultValue="html">
        <Tabs.List mb="md">
          <Tabs.Tab value="html">{t("email.html")}</Tabs.Tab>
          <Tabs.Tab value="plain">{t("email.plain")}</Tabs.Tab>
          <Tabs.Tab value="preview">{t("email.preview")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="html">
          <Textarea
            className={classes.code}
            aria-label={t("email.html")}
            description={t("step.textHint", { example: EXAMPLE })}
            autosize
            minRows={14}
            maxRows={22}
            spellCheck={false}
            value={step.html}
            onChange={(event) => setStep({ ...step, html: event.currentTarget.value }, "html")}
          />
        </Tabs.Panel>
        <Tabs.Panel value="plain">
          <Textarea
            aria-label={t("email.plain")}
            autosize
            minRows={14}
            maxRows={22}
            value={step.text}
            onChange={(event) => setStep({ ...step, text: event.currentTarget.value }, "text")}
          />
          <Text size="xs" c="dimmed" mt={6}>
            {t("email.plainHint")}
          </Text>
        </Tabs.Panel>
        <Tabs.Panel value="preview">
          <EmailPreview step={step} />
        </Tabs.Panel>
      </Tabs>
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose}>{t("email.done")}</Button>
      </Group>
    </Modal>
  );
}
