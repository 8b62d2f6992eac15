import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PreviewBox } from "@/pages/audiences/PreviewBox";
import { RuleEditor } from "@/pages/audiences/RuleEditor";
import { ruleOf, treeOf } from "@/pages/audiences/tree";
import { useEditing } from "@/pages/journeys/editing";
import type { ConditionStep } from "@/pages/journeys/shapes";
import { isRule } from "@/pages/journeys/words";

export function RuleDialog({ step, onClose }: { step: ConditionStep; onClose: () => void }) {
  const { t } = useTranslation("journeys");
  const { setStep } = useEditing();
  const [root, setRoot] = useState(() => treeOf(isRule(step.rule) ? step.rule : null));
  const rule = ruleOf(root);
  const done = () => {
    if (rule) setStep({ ...step, rule });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} size={980} title={t("step.rule")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Stack gap="lg">
        <RuleEditor root={root} onChange={setRoot} />
        <PreviewBox rule={rule} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button disabled={!rule} onClick={done}>
            {t("step.ruleDone")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
