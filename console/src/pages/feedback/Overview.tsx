import { Button, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MessageSquareQuote, SearchX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { get } from "@/api/client";
import { AspectBars } from "@/pages/feedback/AspectBars";
import { AudienceButton } from "@/pages/feedback/AudienceButton";
import classes from "@/pages/feedback/Feedback.module.css";
import { Feelings } from "@/pages/feedback/Feelings";
import { type Picked, SentenceDrawer } from "@/pages/feedback/SentenceDrawer";
import type { Figures } from "@/pages/feedback/shapes";
import { TopicBars } from "@/pages/feedback/TopicBars";
import type { Wished } from "@/pages/feedback/useWish";
import { Weeks } from "@/pages/feedback/Weeks";
import { queryOf, type Wish } from "@/pages/feedback/wish";
import { useFormats } from "@/i18n/format";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const PATH = "/feedback/figures";

/** How many say what; every figure opens its sentences. */
export function Overview({ wished }: { wished: Wished }) {
  const query = queryOf(wished.wish);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: [PATH, query],
    queryFn: ({ signal }) => get<Figures>(PATH, query, signal),
    // Bars that move tell more than bars that vanish while another question is asked.
    placeholderData: keepPreviousData,
  });
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={10} />;
  if (data.units === 0 && !isPlaceholderData) return <Nothing wished={wished} />;
  return (
    <div aria-busy={isPlaceholderData}>
      <Told figures={data} wish={wished.wish} wished={wished} />
    </div>
  );
}

function Told({ figures, wish, wished }: { figures: Figures; wish: Wish; wished: Wished }) {
  const { t } = useTranslation("feedback");
  const { number } = useFormats();
  const [picked, setPicked] = useState<Picked | null>(null);
  const pick = (title: string, more: Wish) => setPicked({ title, wish: { ...wish, ...more }, more });
  return (
    <Stack gap="lg">
      <Surface
        title={t("counted", { units: number(figures.units), customers: number(figures.customers) })}
        aside={
          <div className={classes.actions}>
            <Button variant="default" size="xs" onClick={() => pick(t("allSentences"), {})}>
              {t("readAll", { n: number(figures.units) })}
            </Button>
            <AudienceButton wish={wish} customers={figures.customers} />
          </div>
        }
      >
        {/* Asked for one feeling, the other two have nothing to say. */}
        {!wish.sentiment && <Feelings figures={figures} onPick={pick} />}
        <Text size="xs" c="dimmed" mt="xs">
          {t("topicless", { n: number(figures.without_topic) })}
        </Text>
      </Surface>
      <div className={classes.two}>
        <Surface title={t("topics.title")}>
          <TopicBars figures={figures} onPick={pick} onLook={() => wished.open("topics")} />
        </Surface>
        <Surface title={t("aspects.title")}>
          <AspectBars figures={figures} onPick={pick} />
        </Surface>
      </div>
      <Weeks weeks={figures.weeks} onPick={pick} />
      <SentenceDrawer picked={picked} onClose={() => setPicked(null)} onNarrow={wished.change} />
    </Stack>
  );
}

function Nothing({ wished }: { wished: Wished }) {
  const { t } = useTranslation("feedback");
  const isAsking = Object.keys(wished.wish).length > 0;
  if (isAsking) {
    return (
      <Surface>
        <EmptyState
          icon={SearchX}
          title={t("empty.nobody")}
          text={t(wished.wish.waited_over ? "empty.nobodyWaited" : "empty.nobodyText")}
          action={<Button onClick={() => wished.ask({})}>{t("everything")}</Button>}
        />
      </Surface>
    );
  }
  return (
    <Surface>
      <EmptyState
        icon={MessageSquareQuote}
        title={t("empty.none")}
        text={t("empty.noneText")}
        action={
          <Button component={Link} to="/surveys">
            {t("empty.toSurveys")}
          </Button>
        }
      />
    </Surface>
  );
}
