import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Check, History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { remove } from "@/api/client";
import { changed as readAgain } from "@/api/queries";
import { useRights } from "@/app/session";
import { HistoryDrawer } from "@/pages/knowledge/HistoryDrawer";
import type { ArticleView } from "@/pages/knowledge/shapes";
import type { Editing } from "@/pages/knowledge/useArticle";
import { Confirm, sayDone } from "@/shared/confirm";

export function ArticleActions({ editing }: { editing: Editing }) {
  const { t } = useTranslation("knowledge");
  const may = useRights();
  const { article, isChanged, busy } = editing;
  const [isHistory, setHistory] = useState(false);
  const isApproved = article?.state === "approved" && !isChanged;
  return (
    <>
      <Button component={Link} to="/knowledge" variant="default" leftSection={<ArrowLeft size={16} aria-hidden />}>
        {t("back")}
      </Button>
      {article && (
        <Button variant="default" leftSection={<History size={16} aria-hidden />} onClick={() => setHistory(true)}>
          {t("history.title")}
        </Button>
      )}
      {article && <Ending article={article} editing={editing} />}
      {may("bot.write") && (
        <Button variant="default" loading={busy} disabled={!isChanged} onClick={() => void editing.save()}>
          {t("save")}
        </Button>
      )}
      {may("bot.publish") && article?.state !== "archived" && (
        <Button loading={busy} disabled={isApproved || (!article && !isChanged)} leftSection={<Check size={16} aria-hidden />} onClick={() => void editing.approve()}>
          {t("approve")}
        </Button>
      )}
      {article && isHistory && <HistoryDrawer article={article} onClose={() => setHistory(false)} onRestored={editing.take} />}
    </>
  );
}

/** Out of force, or out of the list altogether. */
function Ending({ article, editing }: { article: ArticleView; editing: Editing }) {
  const { t } = useTranslation("knowledge");
  const navigate = useNavigate();
  const may = useRights();
  const isInForce = article.approved_revision !== null;
  const withdraw = async () => {
    editing.take(await remove<ArticleView>(`/articles/${article.id}/approval`));
    await readAgain("/articles", "/article-overview");
    sayDone(t("withdrawn"));
  };
  const archive = async () => {
    await remove(`/articles/${article.id}`);
    await navigate({ to: "/knowledge" });
    await readAgain("/article");
    sayDone(t("archived"));
  };
  return (
    <>
      {isInForce && may("bot.publish") && (
        <Confirm title={t("withdraw")} text={t("withdrawText")} verb={t("withdraw")} onYes={withdraw}>
          {(open) => (
            <Button variant="default" onClick={open}>
              {t("withdraw")}
            </Button>
          )}
        </Confirm>
      )}
      {article.state !== "archived" && may(isInForce ? "bot.publish" : "bot.write") && (
        <Confirm title={t("archive")} text={t("archiveText")} verb={t("archive")} onYes={archive}>
          {(open) => (
            <Button variant="default" onClick={open}>
              {t("archive")}
            </Button>
          )}
        </Confirm>
      )}
    </>
  );
}
