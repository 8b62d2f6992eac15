// Beside the thread: who this is, where she is right now, what she did.
import { ActionIcon, Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ExternalLink, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer, usePages } from "@/api/queries";
import type { ConversationRow, Customer, TimelineRow } from "@/api/shapes";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import { CustomerCases } from "@/pages/cases/CustomerCases";
import { Briefing } from "@/pages/desk/Briefing";
import classes from "@/pages/desk/Desk.module.css";
import { Summary } from "@/pages/desk/Summary";
import { HandleChips } from "@/pages/customers/HandleChips";
import { useEventName } from "@/pages/customers/names";
import { PageOpenLine } from "@/pages/customers/PageOpenLine";
import { Timeline } from "@/pages/customers/Timeline";
import { TraitList } from "@/pages/customers/TraitList";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Face } from "@/shared/Face";
import { Loading } from "@/shared/Loading";

export function ContextPanel({ conversation, onBack }: { conversation: string; onBack: () => void }) {
  const { t } = useTranslation("desk");
  const { data: row } = useAnswer<ConversationRow>(`/conversations/${conversation}`);
  const { data: customer, error, refetch } = useAnswer<Customer>(row?.customer ? `/customers/${row.customer}` : null);
  return (
    <aside className={classes.context} aria-label={t("customer")} tabIndex={0}>
      <Group hiddenFrom="sm" className={classes.contextBack}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("common:back")} onClick={onBack}>
          <ArrowLeft size={19} aria-hidden />
        </ActionIcon>
      </Group>
      {row?.state === "resolved" && <Summary key={row.id} row={row} />}
      {row && <Briefing conversation={conversation} speaker={row.speaker} />}
      {error ? (
        <ErrorState error={error} onAgain={() => void refetch()} />
      ) : customer ? (
        <Portrait customer={customer} />
      ) : row && !row.customer ? (
        <EmptyState icon={UserRound} title={t("stranger.title")} text={t("stranger.text")} />
      ) : (
        <Loading lines={8} />
      )}
    </aside>
  );
}

function Portrait({ customer }: { customer: Customer }) {
  const { t } = useTranslation("desk");
  const may = useRights();
  return (
    <Stack gap="lg">
      <Group wrap="nowrap" gap="sm">
        <Face id={customer.id} name={customer.name} size={46} />
        <div style={{ minWidth: 0 }}>
          <Title order={2} className="fl-cut">
            {customer.name || t("common:someone")}
          </Title>
          <Anchor component={Link} to={`/customers/${customer.id}`} size="xs" c="var(--fl-accent-text)">
            {t("whole")} <ExternalLink size={11} aria-hidden />
          </Anchor>
        </div>
      </Group>
      <PageOpenLine customer={customer.id} />
      <HandleChips handles={customer.handles} />
      <Counters customer={customer} />
      {may("case.read") && (
        <Block title={t("cases:title")}>
          <CustomerCases customer={customer.id} />
        </Block>
      )}
      <Block title={t("traits")}>
        <TraitList traits={customer.traits} most={8} />
      </Block>
      <Block title={t("trace")}>
        <Trace customer={customer.id} />
      </Block>
    </Stack>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Title order={3} fz="sm" mb={8}>
        {title}
      </Title>
      {children}
    </div>
  );
}

function Counters({ customer }: { customer: Customer }) {
  const { number, amount } = useFormats();
  const nameOf = useEventName();
  const top = [...customer.counters].sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0) || b.count - a.count).slice(0, 3);
  return (
    <dl className={classes.counters}>
      {top.map((one) => (
        <div key={one.name}>
          <Text component="dt" size="xs" c="dimmed" className="fl-cut" title={one.name}>
            {nameOf(one.name)}
          </Text>
          <Text component="dd" fw={600} className="fl-number">
            {number(one.count)}
            {one.amount ? ` · ${amount(one.amount)}` : ""}
          </Text>
        </div>
      ))}
    </dl>
  );
}

function Trace({ customer }: { customer: string }) {
  const pages = usePages<TimelineRow>(`/customers/${customer}/timeline`, { limit: 20 });
  if (pages.error) return <ErrorState error={pages.error} />;
  return pages.isPending ? <Loading lines={4} /> : <Timeline rows={pages.rows} />;
}
