// An article while it is edited: what is on the screen, what is kept, and what to do when a colleague was faster.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put } from "@/api/client";
import { Refused } from "@/api/problems";
import { changed as readAgain, queries } from "@/api/queries";
import { type ArticleProblem, type ArticleView, type Content, EMPTY } from "@/pages/knowledge/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";

export interface Newer {
  author: string;
  revision: number;
  content: Content;
}

export function useArticle(known: ArticleView | null) {
  const { t } = useTranslation("knowledge");
  const navigate = useNavigate();
  const [article, setArticle] = useState(known);
  const [content, setContent] = useState(known?.content ?? EMPTY);
  const [limits, setLimits] = useState<ArticleProblem[]>([]);
  const [newer, setNewer] = useState<Newer | null>(null);
  const [busy, setBusy] = useState(false);
  const isChanged = JSON.stringify(content) !== JSON.stringify(article?.content ?? EMPTY);

  useEffect(() => {
    if (!isChanged) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isChanged]);

  const take = (view: ArticleView) => {
    setArticle(view);
    setContent(view.content);
    setLimits([]);
    queries.setQueryData([`/articles/${view.id}`, {}], view);
  };

  const doing = async <T>(work: () => Promise<T>): Promise<T | null> => {
    setBusy(true);
    try {
      return await work();
    } catch (error) {
      const problem = error instanceof Refused ? error.problem : null;
      if (problem?.code === "stale_article") setNewer(newerOf(problem));
      else sayFailed(error);
      if (problem?.code === "article_too_large") setLimits((problem["problems"] ?? []) as ArticleProblem[]);
      return null;
    } finally {
      setBusy(false);
    }
  };

  /** The article as it is kept now, or null when keeping failed. */
  const save = (wished = content, revision = article?.revision) =>
    doing(async () => {
      const view = article
        ? await put<ArticleView>(`/articles/${article.id}`, { content: wished, revision })
        : await post<ArticleView>("/articles", { content: wished });
      take(view);
      await readAgain("/articles", "/article-overview");
      sayDone(t("saved"));
      if (!article) await navigate({ to: `/knowledge/${view.id}`, replace: true });
      return view;
    });

  /** Saves first what is on the screen, so that what is approved is what was looked at. */
  const approve = async () => {
    const view = isChanged || !article ? await save() : article;
    if (!view) return;
    await doing(async () => {
      take(await post<ArticleView>(`/articles/${view.id}/approval`, { revision: view.revision }));
      await readAgain("/articles", "/article-overview");
      sayDone(t("approved"));
    });
  };

  return {
    article, content, setContent, isChanged, busy, limits, newer, save, approve, take,
    keepMine: () => {
      if (!newer) return;
      setNewer(null);
      void save(content, newer.revision);
    },
    takeTheirs: () => {
      if (!newer || !article) return;
      take({ ...article, content: newer.content, revision: newer.revision });
      setNewer(null);
      void queries.invalidateQueries({ queryKey: [`/articles/${article.id}`] });
    },
  };
}
export type Editing = ReturnType<typeof useArticle>;

function newerOf(problem: { [name: string]: unknown }): Newer {
  return {
    author: String(problem["author_name"] ?? ""),
    revision: Number(problem["revision"]),
    content: { ...EMPTY, ...(problem["content"] as Content) },
  };
}
