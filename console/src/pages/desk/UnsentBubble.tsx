import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { appendMessage } from "@/pages/desk/cache";
import classes from "@/pages/desk/Desk.module.css";
import { forget, sendNow, type Unsent } from "@/pages/desk/outbox";

export function UnsentBubble({ entry }: { entry: Unsent }) {
  const { t } = useTranslation("desk");
  const failed = entry.state === "failed";
  return (
    <article className={classes.said} data-look={entry.type === "note" ? "note" : "ours"} data-unsent>
      <div className={classes.saidBody}>
        <div className={classes.byline} role="status">
          {t(failed ? "unsent.failed" : "unsent.sending")}
          {entry.problem ? ` · ${entry.problem}` : ""}
        </div>
        <div className={classes.bubble}>{entry.text}</div>
        {failed && (
          <Group gap={4} justify="flex-end" mt={4}>
            <Button size="compact-xs" variant="subtle" onClick={() => void sendNow(entry, appendMessage)}>
              {t("unsent.again")}
            </Button>
            <Button size="compact-xs" variant="subtle" color="gray" c="dimmed" onClick={() => forget(entry.cid)}>
              {t("unsent.forget")}
            </Button>
          </Group>
        )}
      </div>
    </article>
  );
}
