// What came of asking: by channel the share that answered with its interval, and who was not asked by which rule.
import { Badge, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { Ranged } from "@/pages/surveys/results/Ranged";
import classes from "@/pages/surveys/results/Results.module.css";
import type { ReachFigures, Survey } from "@/pages/surveys/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Surface } from "@/shared/Surface";

export function Asked({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const { data, error, refetch } = useAnswer<ReachFigures>(`/surveys/${survey.id}/reach-figures`);
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data || (data.overall.invited === 0 && data.refusals.length === 0)) return null;
  return (
    <Surface title={t("asked.title")}>
      <div className={classes.bars}>
        {data.channels.map((row) => (
          <Ranged
            key={row.channel}
            label={t(`channel.${row.channel}`, { defaultValue: row.channel })}
            value={row.delivered > 0 ? row.rate : null}
            low={row.rate_low}
            high={row.rate_high}
            figures={row.delivered > 0 ? t("asked.figures", { rate: percent(row.rate), complete: number(row.complete), delivered: number(row.delivered) }) : t("asked.onTheWay", { count: row.invited, n: number(row.invited) })}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed" mt="xs">
        {t("asked.hint", { invited: number(data.overall.invited), bounced: number(data.overall.bounced), opened: number(data.overall.opened) })}
      </Text>
      {data.refusals.length > 0 && (
        <Group gap={6} mt="sm">
          <Text size="sm">{t("asked.refused")}</Text>
          {data.refusals.map((one) => (
            <Badge key={one.rule} color="gray" tt="none">
              {t(`rule.${one.rule}`, { defaultValue: one.rule })} {number(one.people)}
            </Badge>
          ))}
        </Group>
      )}
    </Surface>
  );
}
