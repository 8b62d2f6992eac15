import { Badge, Group, Stack } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import { Answers } from "@/pages/knowledge/Answers";
import { ArticleActions } from "@/pages/knowledge/ArticleActions";
import classes from "@/pages/knowledge/Knowledge.module.css";
import { NewerDialog } from "@/pages/knowledge/NewerDialog";
import { Phrasings } from "@/pages/knowledge/Phrasings";
import { ProblemList } from "@/pages/knowledge/ProblemList";
import { ReachForm } from "@/pages/knowledge/ReachForm";
import type { ArticleView } from "@/pages/knowledge/shapes";
import { StateBadge } from "@/pages/knowledge/StateBadge";
import { TitleForm } from "@/pages/knowledge/TitleForm";
import { useArticle } from "@/pages/knowledge/useArticle";
import { PageHeader } from "@/shared/PageHeader";

export function ArticleEditor({ article }: { article: ArticleView | null }) {
  const { t } = useTranslation("knowledge");
  const may = useRights();
  const editing = useArticle(article);
  const { content, setContent } = editing;
  const isOpen = may("bot.write");
  useSaveKey(isOpen && editing.isChanged ? () => void editing.save() : null);
  const title = content.title || t(editing.article ? "noTitle" : "new");
  return (
    <div>
      <PageHeader title={title} text={<Standing editing={editing} />} actions={<ArticleActions editing={editing} />} />
      <fieldset disabled={!isOpen} className={classes.fields}>
        <div className={classes.split}>
          <Stack gap="lg" style={{ minWidth: 0 }}>
            <TitleForm content={content} onChange={setContent} />
            <Phrasings phrasings={content.phrasings} onChange={(phrasings) => setContent({ ...content, phrasings })} />
            <Answers answers={content.answers} onChange={(answers) => setContent({ ...content, answers })} />
          </Stack>
          <Stack gap="lg" className={classes.aside}>
            <ProblemList editing={editing} />
            <ReachForm content={content} onChange={setContent} />
          </Stack>
        </div>
      </fieldset>
      <NewerDialog editing={editing} />
    </div>
  );
}

function Standing({ editing }: { editing: ReturnType<typeof useArticle> }) {
  const { t } = useTranslation("knowledge");
  const { article, isChanged } = editing;
  return (
    <Group gap={8} component="span">
      {article && <StateBadge state={article.state} />}
      {article && <Badge color="gray">{t("revision", { n: article.revision })}</Badge>}
      {isChanged && <span>{t("unsaved")}</span>}
    </Group>
  );
}

/** Ctrl or Cmd and S, also while typing. */
function useSaveKey(save: (() => void) | null) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      save?.();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [save]);
}
