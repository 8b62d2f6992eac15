// The history: every revision with what it changed, and the way back to it.
import { Anchor, Badge, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed as readAgain, useAnswer, usePages } from "@/api/queries";
import { useRights } from "@/app/session";
import classes from "@/pages/knowledge/Knowledge.module.css";
import type { ArticleView, Change, Revision, RevisionView } from "@/pages/knowledge/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { TimeAgo } from "@/shared/TimeAgo";

interface HistoryDrawerProps {
  article: ArticleView;
  onClose: () => void;
  onRestored: (view: ArticleView) => void;
}

export function HistoryDrawer({ article, onClose, onRestored }: HistoryDrawerProps) {
  const { t } = useTranslation("knowledge");
  const pages = usePages<Revision>(`/articles/${article.id}/revisions`, { revision: article.revision });
  const restore = async (number: number) => {
    try {
      onRestored(await post<ArticleView>(`/articles/${article.id}/revisions/${number}/restoration`));
      await readAgain("/articles", "/article-overview");
      sayDone(t("history.restored"));
      onClose();
    } catch (error) {
      sayFailed(error);
    }
  };
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={t("history.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
      {pages.error ? (
        <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />
      ) : pages.isPending ? (
        <Loading lines={6} />
      ) : (
        <Stack gap="lg">
          {pages.rows.map((revision) => (
            <Step key={revision.number} article={article} revision={revision} onRestore={() => void restore(revision.number)} />
          ))}
          {pages.hasNextPage && (
            <Button variant="default" onClick={() => void pages.fetchNextPage()}>
              {t("common:table.more")}
            </Button>
          )}
        </Stack>
      )}
    </Drawer>
  );
}

function Step({ article, revision, onRestore }: { article: ArticleView; revision: Revision; onRestore: () => void }) {
  const { t } = useTranslation("knowledge");
  const may = useRights();
  const [isShown, setShown] = useState(revision.number === article.revision);
  const origin = String(revision.origin["kind"] ?? "person");
  const isNewest = revision.number === article.revision && article.state !== "archived";
  return (
    <Stack gap={6}>
      <Group gap={8}>
        <Text size="sm" fw={600}>
          {t("revision", { n: revision.number })}
        </Text>
        {revision.is_in_force && <Badge color="teal">{t("history.inForce")}</Badge>}
        {origin !== "person" && <Badge color="gray">{t(`history.origin.${origin}`, { defaultValue: origin })}</Badge>}
      </Group>
      <Text size="xs" c="dimmed" component="div">
        {revision.author_name} · <TimeAgo at={revision.at} />
        {revision.approved_by_name && ` · ${t("history.approvedBy", { name: revision.approved_by_name })}`}
      </Text>
      <Group gap="md">
        <Anchor component="button" type="button" size="sm" py={3} c="var(--fl-accent-text)" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          {t(isShown ? "history.hide" : "history.show")}
        </Anchor>
        {!isNewest && may("bot.write") && (
          <Anchor component="button" type="button" size="sm" py={3} c="var(--fl-accent-text)" onClick={onRestore}>
            {t("history.restore")}
          </Anchor>
        )}
      </Group>
      {isShown && <Changes article={article.id} number={revision.number} />}
    </Stack>
  );
}

function Changes({ article, number }: { article: string; number: number }) {
  const { t } = useTranslation("knowledge");
  const { data, error } = useAnswer<RevisionView>(`/articles/${article}/revisions/${number}`);
  if (error) return <ErrorState error={error} />;
  if (!data) return <Loading lines={2} />;
  if (data.changes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("history.same")}
      </Text>
    );
  return (
    <Stack gap={8}>
      {data.changes.slice(0, 200).map((change, place) => (
        <ChangeLine key={place} change={change} />
      ))}
    </Stack>
  );
}

function ChangeLine({ change }: { change: Change }) {
  const { t } = useTranslation("knowledge");
  const [head = "", language = "", part = ""] = change.field.split(".");
  const words = [t(`field.${head}`, { defaultValue: head }), language && t(`language.${language}`), part && t(`field.${part}`, { defaultValue: part })];
  return (
    <div>
      <Text size="xs" c="dimmed" mb={2}>
        {words.filter(Boolean).join(" · ")}
      </Text>
      {change.before && (
        <Text size="sm" className={classes.before} component="del" display="block" td="none">
          − {change.before}
        </Text>
      )}
      {change.after && (
        <Text size="sm" className={classes.after} component="ins" display="block" td="none" mt={2}>
          + {change.after}
        </Text>
      )}
    </div>
  );
}
