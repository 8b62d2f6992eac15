// What a customer did and what was done for her, newest first.
import { useTranslation } from "react-i18next";

import type { TimelineRow } from "@/api/shapes";
import classes from "@/pages/customers/customers.module.css";
import { useEventName } from "@/pages/customers/names";
import { OURS, useDetails } from "@/pages/customers/trace";
import { TimeAgo } from "@/shared/TimeAgo";

export function Timeline({ rows, onPick }: { rows: TimelineRow[]; onPick?: (row: TimelineRow) => void }) {
  const { t } = useTranslation("customers");
  const nameOf = useEventName();
  const detailOf = useDetails();
  if (rows.length === 0) return <p className={classes.quiet}>{t("timeline.none")}</p>;
  return (
    <ol className={classes.timeline}>
      {rows.map((row) => (
        <li key={row.position} className={classes.happened} data-ours={OURS.test(row.type) || undefined}>
          <TimelineLine row={row} title={nameOf(calledBy(row))} detail={detailOf(row)} {...(onPick ? { onPick } : {})} />
        </li>
      ))}
    </ol>
  );
}

/** A page has its title in the detail; a tracked event is called by its name. */
function calledBy(row: TimelineRow): string {
  return OURS.test(row.type) || row.type === "page" || !row.name ? row.type : row.name;
}

interface TimelineLineProps {
  row: TimelineRow;
  title: string;
  detail: string;
  onPick?: (row: TimelineRow) => void;
}

function TimelineLine({ row, title, detail, onPick }: TimelineLineProps) {
  const { t, i18n } = useTranslation("customers");
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
