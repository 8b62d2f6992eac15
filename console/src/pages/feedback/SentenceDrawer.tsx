// The sentences behind a figure, newest first, with who said them.
import { Button, Drawer, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { AudienceButton } from "@/pages/feedback/AudienceButton";
import classes from "@/pages/feedback/Feedback.module.css";
import { Sentence } from "@/pages/feedback/Sentence";
import type { Unit } from "@/pages/feedback/shapes";
import { queryOf, type Wish } from "@/pages/feedback/wish";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export interface Picked {
  title: string;
  wish: Wish;
  /** What the figure adds to the filter of the page. */
  more: Wish;
}

export type OnPick = (title: string, more: Wish) => void;

interface SentenceDrawerProps {
  picked: Picked | null;
  onClose: () => void;
  onNarrow: (more: Wish) => void;
}

export function SentenceDrawer({ picked, onClose, onNarrow }: SentenceDrawerProps) {
  const { t } = useTranslation("feedback");
  const narrow = (more: Wish) => {
    onNarrow(more);
    onClose();
  };
  return (
    <Drawer
      opened={picked !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={picked?.title}
      // A header of its own would be a second banner of the page.
      attributes={{ header: { role: "presentation" } }}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {picked && (
        <>
          <Group gap="xs" mb="md">
            {Object.keys(picked.more).length > 0 && (
              <Button size="xs" variant="default" onClick={() => narrow(picked.more)}>
                {t("narrow")}
              </Button>
            )}
            <AudienceButton wish={picked.wish} />
          </Group>
          <Sentences wish={picked.wish} />
        </>
      )}
    </Drawer>
  );
}

function Sentences({ wish }: { wish: Wish }) {
  const { t } = useTranslation("feedback");
  const pages = usePages<Unit>("/feedback/units", queryOf(wish));
  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading lines={8} />;
  if (pages.rows.length === 0) return <Text c="dimmed">{t("empty.nobody")}</Text>;
  return (
    <>
      <ol className={classes.sentences}>
        {pages.rows.map((unit) => (
          <Sentence key={unit.id} unit={unit} wish={wish} />
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button variant="default" mt="md" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common:table.more")}
        </Button>
      )}
    </>
  );
}
