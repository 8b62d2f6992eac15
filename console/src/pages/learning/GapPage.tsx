import { Anchor, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { post, remove } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import { DismissButton } from "@/pages/learning/DismissButton";
import classes from "@/pages/learning/Learning.module.css";
import { ProposalBox } from "@/pages/learning/ProposalBox";
import { Questions } from "@/pages/learning/Questions";
import { Reasons } from "@/pages/learning/Reasons";
import type { Gap } from "@/pages/learning/shapes";
import { Trend } from "@/pages/learning/Trend";
import { sayFailed } from "@/shared/confirm";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

export default function GapPage() {
  const { gap: id = "" } = useParams({ strict: false }) as { gap?: string };
  const { data, error, refetch } = useAnswer<Gap>(`/learning/gaps/${id}`);
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return <Known gap={data} />;
}

function Known({ gap }: { gap: Gap }) {
  const { t } = useTranslation("learning");
  return (
    <div>
      <Anchor component={Link} to="/learning" size="sm" c="var(--fl-accent-text)">
        {t("gap.back")}
      </Anchor>
      <PageHeader title={gap.title} text={t("gap.text")} actions={<Actions gap={gap} />} />
      <div className={classes.two}>
        <Stack gap="lg">
          <Facts gap={gap} />
          <Surface title={t("gap.questions")}>
            <Questions gap={gap.id} />
          </Surface>
        </Stack>
        <ProposalBox gap={gap} />
      </div>
    </div>
  );
}

function Actions({ gap }: { gap: Gap }) {
  const { t } = useTranslation("learning");
  const may = useRights();
  if (!may("bot.write")) return null;
  const restore = () =>
    post(`/learning/gaps/${gap.id}/restoration`).then(() => changed("/learning"), sayFailed);
  if (gap.state === "open") {
    return (
      <DismissButton
        label={t("gap.dismiss")}
        onYes={(reason) =>
          remove(`/learning/gaps/${gap.id}?reason=${encodeURIComponent(reason)}`).then(() => changed("/learning"))
        }
      />
    );
  }
  return (
    <Button variant="default" onClick={() => void restore()}>
      {t("gap.restore")}
    </Button>
  );
}

function Facts({ gap }: { gap: Gap }) {
  const { t } = useTranslation("learning");
  const { number, percent, day } = useFormats();
  return (
    <Surface>
      <Group justify="space-between" mb="sm" align="center">
        <Badge color={gap.state === "open" ? "blue" : "gray"} variant="light">
          {t(`state.${gap.state}`)}
        </Badge>
        <Trend gap={gap} />
      </Group>
      <Text size="sm" mb="xs">
        {t("gap.size", { n: number(gap.size), from: day(gap.first_at), to: day(gap.last_at) })}
      </Text>
      <Reasons reasons={gap.reasons} />
      {gap.nearest && (
        <Text size="sm" mt="sm">
          {t("gap.nearest")}{" "}
          <Anchor component={Link} to={`/knowledge/${gap.nearest}`} underline="always" c="var(--fl-accent-text)">
            {gap.nearest_title}
          </Anchor>{" "}
          <Text span c="dimmed" size="sm">
            {t("gap.nearestWords", { text: gap.nearest_phrasing, share: percent(gap.likeness) })}
          </Text>
        </Text>
      )}
      {gap.reason && (
        <Text size="sm" mt="sm" c="dimmed">
          {t("gap.reason", { name: gap.decided_by_name, reason: gap.reason })}
        </Text>
      )}
    </Surface>
  );
}
