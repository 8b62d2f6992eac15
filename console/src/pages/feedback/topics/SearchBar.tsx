import { Alert, Button, Group, Progress, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Sparkles } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { get, post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import type { Search } from "@/pages/feedback/shapes";
import { sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

const PATH = "/feedback/topic-search";
const EVERY_MS = 1000;

const isBusy = (search: Search | undefined) => search?.state === "due" || search?.state === "running";

function useSearching() {
  const { data } = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => get<Search>(PATH, {}, signal),
    refetchInterval: (query) => (isBusy(query.state.data) ? EVERY_MS : false),
  });
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !isBusy(data)) void changed("/feedback/topics", "/feedback/figures", "/feedback/units");
    was.current = isBusy(data);
  }, [data]);
  return data;
}

/** When topics were looked for last, how far it is now, and the button to do it again. */
export function SearchBar() {
  const { t } = useTranslation("feedback");
  const { number, percent } = useFormats();
  const may = useRights();
  const search = useSearching();
  const [asking, setAsking] = useState(false);
  const start = async () => {
    setAsking(true);
    try {
      await post<Search>(PATH);
      await changed(PATH);
    } catch (error) {
      sayFailed(error);
    } finally {
      setAsking(false);
    }
  };
  const state = search?.state ?? "none";
  return (
    <Surface p="md">
      <Group justify="space-between" gap="md">
        <div aria-live="polite" style={{ flex: "1 1 240px", minWidth: 0 }}>
          <Text size="sm">
            {t(`search.${state}`)} {state === "done" && <TimeAgo at={search?.finished_at} />}
          </Text>
          <Text size="xs" c="dimmed">
            {state === "done"
              ? t("search.figures", { texts: number(search?.texts ?? 0), topics: number(search?.topics ?? 0) })
              : t("search.text")}
          </Text>
        </div>
        {may("survey.write") && (
          <Button
            variant="default"
            leftSection={<Sparkles size={16} aria-hidden />}
            loading={asking || isBusy(search)}
            onClick={() => void start()}
          >
            {t("search.start")}
          </Button>
        )}
      </Group>
      {isBusy(search) && (
        <Progress
          mt="sm"
          value={Math.max(3, (search?.progress ?? 0) * 100)}
          animated
          aria-label={t("search.progress", { share: percent(search?.progress ?? 0) })}
        />
      )}
      {search?.problem && (
        <Alert color="orange" variant="light" mt="sm">
          {t(`search.problem.${search.problem}`, { defaultValue: t("search.problem.other") })}
        </Alert>
      )}
    </Surface>
  );
}
