import { Alert, Button, Group, List, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/surveys/editing";
import { placeOf } from "@/pages/surveys/form";
import { usePlaceName } from "@/pages/surveys/ProblemMenu";
import type { Problem } from "@/pages/surveys/shapes";

interface PublishDialogProps {
  /** Why it cannot be published, or what is worth a look before; none closes the dialog. */
  problems: Problem[];
  onClose: () => void;
  onAnyway: () => void;
}

/** Between the button and what everybody will see: each line leads to its place; mere hints may be passed over. */
export function PublishDialog({ problems, onClose, onAnyway }: PublishDialogProps) {
  const { t } = useTranslation("surveys");
  const { draft, choose } = useEditing();
  const placeName = usePlaceName();
  const isRefused = problems.some((one) => one.level === "error");
  return (
    <Modal
      opened={problems.length > 0}
      onClose={onClose}
      title={t(isRefused ? "publish.refused" : "publish.hints")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Alert color={isRefused ? "red" : "yellow"} variant="light" mb="sm">
        {t(isRefused ? "publish.refusedText" : "publish.hintsText")}
      </Alert>
      <List size="sm" spacing={6}>
        {problems.map((one) => (
          <List.Item key={`${one.where}|${one.code}|${one.text}`}>
            <Button
              variant="subtle"
              size="compact-sm"
              styles={{ label: { whiteSpace: "normal", textAlign: "left" }, root: { height: "auto", minHeight: 26 } }}
              onClick={() => {
                choose(placeOf(draft.form, one.where));
                onClose();
              }}
            >
              {t("problems.line", { where: placeName(placeOf(draft.form, one.where)), text: t(`problem.${one.code}`, { defaultValue: one.text }) })}
            </Button>
          </List.Item>
        ))}
      </List>
      {!isRefused && (
        <Group justify="flex-end" mt="md">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t("publish.goOn")}
          </Button>
          <Button onClick={onAnyway}>{t("publish.anyway")}</Button>
        </Group>
      )}
    </Modal>
  );
}
