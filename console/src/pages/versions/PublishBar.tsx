import { Button } from "@mantine/core";
import { CheckCheck, Rocket, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { isBusy, type VersionView } from "@/pages/versions/shapes";
import { Confirm, sayDone, sayFailed } from "@/shared/confirm";

/** Publish, go back, or run the suite again. Nothing here for who may not. */
export function PublishBar({ view: { version, reasons } }: { view: VersionView }) {
  const { t } = useTranslation("versions");
  const may = useRights();
  const n = version.number;
  const publish = async () => {
    await post(`/bot-versions/${n}/publication`);
    sayDone(t("publish.done", { n }));
    await changed("/bot-versions", "/bot-publications");
  };
  const judge = () => post(`/bot-versions/${n}/judgement`).then(() => changed("/bot-versions"), sayFailed);
  const isReturn = version.was_in_force;
  const words = isReturn ? "return" : "publish";
  return (
    <>
      {may("bot.write") && (
        <Button
          variant="default"
          leftSection={<CheckCheck size={16} aria-hidden />}
          disabled={version.tasks.some(isBusy)}
          onClick={() => void judge()}
        >
          {t("judge")}
        </Button>
      )}
      {may("bot.publish") && !version.is_in_force && (
        <Confirm mild title={t(`${words}.title`, { n })} text={t(`${words}.text`)} verb={t(`${words}.verb`)} onYes={publish}>
          {(open) => (
            <Button
              leftSection={isReturn ? <Undo2 size={16} aria-hidden /> : <Rocket size={16} aria-hidden />}
              disabled={!isReturn && reasons.length > 0}
              onClick={open}
            >
              {t(`${words}.verb`)}
            </Button>
          )}
        </Confirm>
      )}
    </>
  );
}
