import { ActionIcon, Group, Text } from "@mantine/core";
import { ChevronLeft, ChevronRight, Circle } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePlanning } from "@/pages/studies/planning";
import type { Design } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { Surface } from "@/shared/Surface";

/** A task as a respondent sees it, one after the other. */
export function TaskPreview({ design }: { design: Design }) {
  const { t } = useTranslation("studies");
  const { study, plan, names } = usePlanning();
  const [at, setAt] = useState(0);
  const tasks = design.tasks.flat();
  const sets = design.sets.flat();
  const most = Math.max(tasks.length, sets.length);
  if (most === 0) return null;
  const place = Math.min(at, most - 1);
  const pager = (
    <Group gap={4}>
      <ActionIcon variant="default" size="lg" aria-label={t("preview.before")} disabled={place === 0} onClick={() => setAt(place - 1)}>
        <ChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <Text size="sm" className="fl-number" role="status">
        {t("preview.place", { n: place + 1, most })}
      </Text>
      <ActionIcon variant="default" size="lg" aria-label={t("preview.next")} disabled={place === most - 1} onClick={() => setAt(place + 1)}>
        <ChevronRight size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
  return (
    <Surface title={t("preview.title")} aside={pager}>
      <Text fw={600} mb="sm">
        {names.said(plan.title) || t(`start.title.${study.kind}`)}
      </Text>
      {tasks.length > 0 ? <Products profiles={tasks[place] ?? []} /> : <Set items={sets[place] ?? []} />}
    </Surface>
  );
}

function Products({ profiles }: { profiles: Record<string, string>[] }) {
  const { t } = useTranslation("studies");
  const { plan, names } = usePlanning();
  return (
    <div className={classes.task}>
      {profiles.map((profile, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- a place of the task, nothing else tells them apart
        <div key={place} className={classes.option}>
          <Group gap={8} mb={6}>
            <Circle size={15} aria-hidden />
            <Text size="sm" fw={600}>
              {t("preview.option", { n: place + 1 })}
            </Text>
          </Group>
          <dl className={classes.profile}>
            {plan.attributes.map((one) => (
              <div key={one.code}>
                <dt>{names.nameOf(one)}</dt>
                <dd>{names.level(one.code, profile[one.code] ?? "")}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      {plan.has_none && (
        <div className={classes.option} data-none>
          <Group gap={8}>
            <Circle size={15} aria-hidden />
            <Text size="sm">{names.said(plan.none) || t("none")}</Text>
          </Group>
        </div>
      )}
    </div>
  );
}

function Set({ items }: { items: string[] }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  return (
    <div className={classes.duels}>
      <span className={classes.duelHead}>{t("preview.best")}</span>
      <span />
      <span className={classes.duelHead}>{t("preview.worst")}</span>
      {items.map((item) => (
        <div key={item} className={classes.duel}>
          <Circle size={15} aria-hidden />
          <Text size="sm">{names.item(item)}</Text>
          <Circle size={15} aria-hidden />
        </div>
      ))}
    </div>
  );
}
