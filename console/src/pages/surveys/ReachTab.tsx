// How the survey comes to people: the open link and its code, and the ways it asks by itself.
import { Alert, Anchor, Button, Group, Menu, Stack, Text, TextInput } from "@mantine/core";
import { Mail, MessageSquare, PanelBottom, Plus, QrCode, Send } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { address } from "@/api/client";
import { useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import { ReachDrawer } from "@/pages/surveys/ReachDrawer";
import { ReachRow } from "@/pages/surveys/ReachRow";
import { freshReach, type ReachKind } from "@/pages/surveys/reach";
import { Asked } from "@/pages/surveys/Asked";
import { Invitations } from "@/pages/surveys/Invitations";
import { Lifts } from "@/pages/surveys/LiftCard";
import type { Reach, ReachView, Survey } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";
import { CopyText } from "@/shared/CopyText";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const KINDS: { kind: ReachKind; icon: typeof Mail }[] = [
  { kind: "email", icon: Mail },
  { kind: "widget", icon: PanelBottom },
  { kind: "after_conversation", icon: MessageSquare },
];

export function ReachTab({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  return (
    <Stack gap="lg">
      {survey.state !== "open" && (
        <Alert color="yellow" variant="light">
          {t(survey.version ? "reach.notOpen" : "reach.notPublished")}
        </Alert>
      )}
      <OpenLink survey={survey} />
      <Ways survey={survey} />
      <Asked survey={survey} />
      <Lifts survey={survey} />
      <Invitations survey={survey} />
    </Stack>
  );
}

function OpenLink({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  const [source, setSource] = useState("");
  const query = (format: string, size: number) => address(`/surveys/${survey.id}/qr`, { format, size, source });
  const isWrong = !/^[A-Za-z0-9_.-]{0,60}$/.test(source);
  return (
    <Surface title={t("reach.link")}>
      <Group align="flex-start" gap="lg">
        {!isWrong && <img className={classes.qr} src={query("svg", 300)} alt={t("reach.qrAlt")} />}
        <Stack gap="sm" style={{ flex: "1 1 240px", minWidth: 0 }}>
          <Text size="sm" c="dimmed">
            {t("reach.linkText")}
          </Text>
          <Anchor size="sm" href={survey.link} target="_blank" rel="noreferrer" style={{ overflowWrap: "anywhere" }}>
            {survey.link}
          </Anchor>
          <Group gap="xs">
            <CopyText value={survey.link} />
          </Group>
          <TextInput
            maw={320}
            label={t("reach.source")}
            description={t("reach.sourceHint")}
            error={isWrong ? t("reach.sourceWrong") : undefined}
            maxLength={60}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <Group gap="xs">
            {(["png", "svg"] as const).map((format) => (
              <Button key={format} component="a" variant="default" size="xs" href={query(format, 1200)} download leftSection={<QrCode size={14} aria-hidden />}>
                {t("reach.qr", { format: format.toUpperCase() })}
              </Button>
            ))}
          </Group>
        </Stack>
      </Group>
    </Surface>
  );
}

function Ways({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  const may = useRights();
  const [edited, setEdited] = useState<{ row: ReachView | null; reach: Reach } | null>(null);
  const { data, error, refetch } = useAnswer<ReachView[]>(`/surveys/${survey.id}/reaches`);
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={4} />;
  const add = may("survey.publish") && (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<Plus size={16} aria-hidden />}>{t("reach.add")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map(({ kind, icon: Icon }) => (
          <Menu.Item key={kind} leftSection={<Icon size={15} aria-hidden />} onClick={() => setEdited({ row: null, reach: freshReach(kind) })}>
            {t(`reach.kind.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <Surface title={t("reach.ways")} aside={data.length > 0 ? add : undefined}>
      {data.length === 0 && <EmptyState icon={Send} title={t("reach.none")} text={t("reach.noneText")} action={add} />}
      {data.map((row) => (
        <ReachRow key={row.id} row={row} onEdit={() => setEdited({ row, reach: row.reach })} />
      ))}
      {edited && <ReachDrawer key={edited.row?.id ?? edited.reach.kind} survey={survey.id} row={edited.row} first={edited.reach} onClose={() => setEdited(null)} />}
    </Surface>
  );
}
