import { Eye } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { get } from "@/api/client";
import type { PageOpen } from "@/api/shapes";
import classes from "@/pages/customers/customers.module.css";
import { TimeAgo } from "@/shared/TimeAgo";

const EVERY_MS = 15_000;

/** The page of the shop that the customer has open at this moment. */
export function PageOpenLine({ customer }: { customer: string }) {
  const { t } = useTranslation("customers");
  const { data: open } = useQuery({
    queryKey: [`/customers/${customer}/page-open`],
    queryFn: ({ signal }) => get<PageOpen | null>(`/customers/${customer}/page-open`, {}, signal).then((page) => page ?? null),
    refetchInterval: EVERY_MS,
  });
  if (!open) return null;
  return (
    <div className={classes.open}>
      <Eye size={16} aria-hidden />
      <div style={{ minWidth: 0 }}>
        <div className={classes.openTitle}>{open.title || open.url}</div>
        <div className={classes.openWhere}>
          {t("pageOpen")} · <TimeAgo at={open.since} />
        </div>
      </div>
    </div>
  );
}
