import { Badge, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { address } from "@/api/client";
import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { Judgement } from "@/pages/surveys/Judgement";
import { said } from "@/pages/surveys/said";
import { ANSWERED, type Response, type Survey } from "@/pages/surveys/shapes";
import { CustomerLink } from "@/shared/CustomerLink";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

interface ResponseSheetProps {
  survey: Survey;
  id: string;
  onClose: () => void;
}

/** One response: the way she went, what she said, the signs of little worth, and a person's word about it. */
export function ResponseSheet({ survey, id, onClose }: ResponseSheetProps) {
  const { t } = useTranslation("surveys");
  const path = `/surveys/${survey.id}/responses/${id}`;
  const { data, error, refetch } = useAnswer<Response>(path);
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={t("sheet.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!data && !error && <Loading lines={6} />}
      {data && (
        <Stack gap="lg">
          <Head data={data} />
          <Pages data={data} />
          <Files data={data} path={path} />
          <Judgement data={data} survey={survey.id} />
        </Stack>
      )}
    </Drawer>
  );
}

function Head({ data }: { data: Response }) {
  const { t } = useTranslation("surveys");
  const { moment, number } = useFormats();
  const { response } = data;
  const given = Object.entries(data.given);
  return (
    <Stack gap={6}>
      <Group gap={6}>
        <Badge color={ANSWERED[response.state] ?? "gray"}>{t(`answered.${response.state}`)}</Badge>
        {response.simulated && <Badge color="gray">{t("answers.simulatedOne")}</Badge>}
        {response.flags.map((one) => (
          <Badge key={one} color="orange" variant="light">
            {t(`flag.${one}`, { defaultValue: one })}
          </Badge>
        ))}
      </Group>
      <Text size="sm" c="dimmed">
        {t("sheet.head", { at: moment(response.completed_at ?? response.updated_at), seconds: number(response.seconds), version: response.version, language: response.language })}
      </Text>
      {response.customer && <CustomerLink id={response.customer} name={null} />}
      {given.length > 0 && (
        <Group gap={4}>
          {given.map(([name, value]) => (
            <Badge key={name} color="gray" tt="none">
              {name}: {String(value)}
            </Badge>
          ))}
        </Group>
      )}
    </Stack>
  );
}

function Pages({ data }: { data: Response }) {
  const { t } = useTranslation("surveys");
  const { walk } = data;
  const texts = { yes: t("yesNo.true"), no: t("yesNo.false") };
  const questions = walk.pages.flatMap((page) => page.questions).filter((one) => one.kind !== "html");
  if (questions.length === 0) return <Text size="sm">{t("sheet.nothing")}</Text>;
  return (
    <Stack gap="md">
      {questions.map((question) => {
        const other = data.response.answers[`${question.key}.other`] as Record<string, string> | undefined;
        const answer = [said(question, walk.answers[question.key], texts), ...Object.values(other ?? {})].filter(Boolean).join(" · ");
        return (
          <div key={question.key}>
            <Text size="sm" c="dimmed">
              {question.title || question.id}
            </Text>
            <Text size="sm" fw={550} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
              {answer || "–"}
            </Text>
          </div>
        );
      })}
    </Stack>
  );
}

function Files({ data, path }: { data: Response; path: string }) {
  const { number } = useFormats();
  if (data.files.length === 0) return null;
  return (
    <Group gap="xs">
      {data.files.map((file) => (
        <Button key={file.id} component="a" variant="default" size="xs" href={address(`${path}/files/${file.id}`)} download>
          {file.name} · {number(Math.ceil(file.size / 1000))} kB
        </Button>
      ))}
    </Group>
  );
}
