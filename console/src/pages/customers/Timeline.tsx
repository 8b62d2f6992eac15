// What a customer did and what was done for her, newest first.
import { useTranslation } from "react-i18next";

import type { TimelineRow } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import { useReasonName } from "@/pages/bot/answers/RouteBadge";
import classes from "@/pages/customers/customers.module.css";
import { useEventName } from "@/pages/customers/names";
import { detailOf, OURS } from "@/pages/customers/trace";
import { TimeAgo } from "@/shared/TimeAgo";

export function Timeline({ rows, onPick }: { rows: TimelineRow[]; onPick?: (row: TimelineRow) => void }) {
  const { t } = useTranslation("customers");
  if (rows.length === 0) return <p className={classes.quiet}>{t("timeline.none")}</p>;
  return (
    <ol className={classes.timeline}>
      {rows.map((row) => (
        <li key={row.position} className={classes.happened} data-ours={OURS.test(row.type) || undefined}>
          <TimelineLine row={row} {...(onPick ? { onPick } : {})} />
        </li>
      ))}
    </ol>
  );
}

function TimelineLine({ row, onPick }: { row: TimelineRow; onPick?: (row: TimelineRow) => void }) {
  const { t, i18n } = useTranslation("customers");
  const { amount } = useFormats();
  const nameOf = useEventName();
  const reasonOf = useReasonName();
  const ours = OURS.test(row.type);
  // A page has its title in the detail; a tracked event is called by its name.
  const title = nameOf(ours || row.type === "page" || !row.name ? row.type : row.name);
  const told = detailOf(row, amount);
  const detail = row.type.startsWith("conversation.") ? reasonOf(told) : told;
  const channel = `common:channel.${row.channel}`;
  return (
    <>
      {onPick ? (
        <button type="button" className={classes.pick} onClick={() => onPick(row)}>
          {title}
        </button>
      ) : (
        <div className={classes.what}>{title}</div>
      )}
      {detail && <div className={classes.detail}>{detail}</div>}
      <div className={classes.when}>
        <TimeAgo at={row.occurred_at} />
        {row.channel && <> · {i18n.exists(channel) ? t(channel) : row.channel}</>}
      </div>
    </>
  );
}
