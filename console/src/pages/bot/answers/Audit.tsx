// One answer after the other, judged by J and K: the sample that says how right the bot is.
import { Button, Group, Kbd, Paper, Stack, Text } from "@mantine/core";
import { ClipboardCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import { Sureness } from "@/pages/bot/answers/Sureness";
import { WhyList } from "@/pages/bot/answers/WhyList";
import type { AuditQueue, BotDecision } from "@/pages/bot/shapes";
import { useDeskKeys } from "@/pages/desk/useDeskKeys";
import { ArticleSelect } from "@/pages/knowledge/ArticleSelect";
import { sayFailed } from "@/shared/confirm";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

export default function Audit() {
  const { t } = useTranslation("bot");
  const { data, error, refetch } = useAnswer<AuditQueue>("/bot-audits");
  const first = data?.items[0];
  return (
    <Surface>
      <Group justify="space-between" mb="md">
        <Text size="sm" c="dimmed">
          {t("audit.text")}
        </Text>
        {data && data.left > 0 && (
          <Text size="sm" className="fl-number" role="status">
            {t("audit.left", { count: data.left })}
          </Text>
        )}
      </Group>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!error && !data && <Loading lines={6} />}
      {data && !first && <EmptyState icon={ClipboardCheck} title={t("audit.empty")} text={t("audit.emptyText")} />}
      {first && <Judge key={first.id} decision={first} />}
    </Surface>
  );
}

function Judge({ decision }: { decision: BotDecision }) {
  const { t } = useTranslation("bot");
  const may = useRights();
  const [isWrong, setWrong] = useState(false);
  const [article, setArticle] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const judge = async (verdict: "right" | "wrong") => {
    if (busy) return;
    setBusy(true);
    try {
      await post(`/bot-audits/${decision.id}`, { verdict, article: verdict === "wrong" ? article : null });
      await changed("/bot-audits", "/bot-figures", "/bot-decisions");
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const mayJudge = may("bot.write");
  useDeskKeys(mayJudge ? { j: () => void judge("right"), k: () => (isWrong ? void judge("wrong") : setWrong(true)) } : {});
  return (
    <Stack gap="md" maw={720}>
      <Text fw={600} fz="lg">
        {decision.text}
      </Text>
      <Paper withBorder radius="md" p="md">
        <Text size="xs" c="dimmed">
          {t("audit.said")} · {decision.title}
        </Text>
        <Text style={{ whiteSpace: "pre-wrap" }}>{decision.said}</Text>
      </Paper>
      <Sureness decision={decision} />
      <WhyList why={decision.why} />
      {!mayJudge && <Text c="dimmed">{t("audit.readOnly")}</Text>}
      {mayJudge && (
        <Group>
          <Button loading={busy} onClick={() => void judge("right")}>
            {t("audit.right")}
          </Button>
          <Button variant={isWrong ? "filled" : "default"} onClick={() => (isWrong ? void judge("wrong") : setWrong(true))}>
            {t("audit.wrong")}
          </Button>
          {isWrong && (
            <ArticleSelect clearable w={280} aria-label={t("audit.better")} placeholder={`${t("audit.better")}: ${t("audit.none")}`} except={decision.article} value={article} onChange={setArticle} />
          )}
          <Text size="xs" c="dimmed">
            <Kbd>J</Kbd> {t("audit.right")} <Kbd>K</Kbd> {t("audit.wrong")}
          </Text>
        </Group>
      )}
    </Stack>
  );
}
