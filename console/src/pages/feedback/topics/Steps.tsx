import { Badge, Button, Group, Text } from "@mantine/core";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import classes from "@/pages/feedback/Feedback.module.css";
import type { Step } from "@/pages/feedback/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

const PATH = "/feedback/topic-steps";

/** What people did to topics, each with the way back. */
export function Steps() {
  const { t } = useTranslation("feedback");
  const { data = [] } = useAnswer<Step[]>(PATH);
  if (data.length === 0) return null;
  return (
    <Surface title={t("steps.title")}>
      <ul className={classes.rows}>
        {data.map((step) => (
          <StepRow key={step.id} step={step} />
        ))}
      </ul>
    </Surface>
  );
}

function StepRow({ step }: { step: Step }) {
  const { t } = useTranslation("feedback");
  const may = useRights();
  const [busy, setBusy] = useState(false);
  const undo = async () => {
    setBusy(true);
    try {
      await post(`${PATH}/${step.id}/reversal`);
      sayDone(t("steps.undone"));
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
      void changed("/feedback/");
    }
  };
  const words = t(`steps.${step.kind}`, { subject: step.subject, result: step.result || t("steps.noWords") });
  return (
    <li className={classes.step}>
      <Text size="sm" style={{ overflowWrap: "anywhere", flex: "1 1 200px" }}>
        {words}{" "}
        <Text span size="xs" c="dimmed">
          <TimeAgo at={step.at} />
        </Text>
      </Text>
      <Group gap="xs">
        {step.undone_at && <Badge color="gray">{t("steps.undone")}</Badge>}
        {!step.undone_at && may("survey.write") && (
          <Button
            size="xs"
            variant="default"
            loading={busy}
            leftSection={<Undo2 size={14} aria-hidden />}
            aria-label={t("steps.undoOf", { step: words })}
            onClick={() => void undo()}
          >
            {t("steps.undo")}
          </Button>
        )}
      </Group>
    </li>
  );
}
