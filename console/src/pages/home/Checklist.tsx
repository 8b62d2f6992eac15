import { Progress, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleDashed } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { ChecklistRow } from "@/api/shapes";
import classes from "@/pages/home/home.module.css";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const WAYS: Record<string, string> = {
  write_key: "/settings/keys",
  colleague: "/settings/people",
  event: "/settings/keys",
  channel: "/settings/channels",
  audience: "/audiences",
  journey: "/journeys",
  conversation: "/desk",
  import: "/customers",
};

export function Checklist() {
  const { t } = useTranslation("home");
  const { data: steps, error, refetch } = useAnswer<ChecklistRow[]>("/checklist");
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!steps) return <Loading lines={4} />;
  const done = steps.filter((step) => step.done).length;
  if (done === steps.length) return null;
  return (
    <Surface
      title={t("checklist.title")}
      aside={
        <Text size="sm" c="dimmed">
          {t("checklist.done", { done, total: steps.length })}
        </Text>
      }
    >
      <Progress value={(100 * done) / steps.length} size="sm" mb="sm" aria-label={t("checklist.title")} />
      <ul className={classes.steps}>
        {steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ul>
    </Surface>
  );
}

function Step({ step }: { step: ChecklistRow }) {
  const { t, i18n } = useTranslation("home");
  const known = i18n.exists(`step.${step.id}`, { ns: "home" });
  return (
    <li>
      <Link to={WAYS[step.id] ?? "/settings"} className={classes.step} data-done={step.done || undefined}>
        {step.done ? (
          <CircleCheck size={20} role="img" aria-label={t("checklist.isDone")} />
        ) : (
          <CircleDashed size={20} role="img" aria-label={t("checklist.isOpen")} />
        )}
        <span>
          <Text fw={600} size="sm" component="span" display="block">
            {known ? t(`step.${step.id}.title`) : step.id}
          </Text>
          {known && (
            <Text size="sm" c="dimmed" component="span" display="block">
              {t(`step.${step.id}.text`)}
            </Text>
          )}
        </span>
      </Link>
    </li>
  );
}
