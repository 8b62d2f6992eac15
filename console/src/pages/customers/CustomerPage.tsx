import { Badge, Group, SimpleGrid, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Customer } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import { useRights } from "@/app/session";
import { CustomerCases } from "@/pages/cases/CustomerCases";
import { AudienceLinks } from "@/pages/customers/AudienceLinks";
import { Consents } from "@/pages/customers/Consents";
import { Conversations } from "@/pages/customers/Conversations";
import classes from "@/pages/customers/customers.module.css";
import { HandleChips } from "@/pages/customers/HandleChips";
import { Merges } from "@/pages/customers/Merges";
import { useEventName } from "@/pages/customers/names";
import { PageOpenLine } from "@/pages/customers/PageOpenLine";
import { SentMessages } from "@/pages/customers/SentMessages";
import { TimelineSection } from "@/pages/customers/TimelineSection";
import { TraitList } from "@/pages/customers/TraitList";
import { ErrorState } from "@/shared/ErrorState";
import { Face } from "@/shared/Face";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";
import { Stat } from "@/shared/Stat";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export default function CustomerPage() {
  const { customer: id } = useParams({ strict: false }) as { customer: string };
  const { data: customer, error, refetch } = useAnswer<Customer>(`/customers/${id}`);
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!customer) return <Loading lines={10} />;
  return <Whole customer={customer} />;
}

function Whole({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const may = useRights();
  return (
    <div>
      <Head customer={customer} />
      <Figures customer={customer} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <PageOpenLine customer={customer.id} />
          <Surface title={t("handles")} aside={<Merges customer={customer.id} />}>
            <HandleChips handles={customer.handles} />
          </Surface>
          <Surface title={t("portrait")}>
            <TraitList traits={customer.traits} />
          </Surface>
          <Surface title={t("audiences.title")}>
            <AudienceLinks audiences={customer.audiences} />
          </Surface>
          <Surface title={t("consents.title")}>
            <Consents consents={customer.consents} />
          </Surface>
          {may("case.read") && (
            <Surface title={t("cases:title")}>
              <CustomerCases customer={customer.id} />
            </Surface>
          )}
          {may("desk.read") && (
            <Surface title={t("talks.title")}>
              <Conversations customer={customer.id} />
            </Surface>
          )}
          {may("journeys.read") && (
            <Surface title={t("sent.title")}>
              <SentMessages customer={customer.id} />
            </Surface>
          )}
        </div>
        <TimelineSection customer={customer.id} />
      </div>
    </div>
  );
}

function Head({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const { day } = useFormats();
  return (
    <PageHeader
      title={
        <Group gap="md" wrap="nowrap">
          <Face id={customer.id} name={customer.name} size={52} />
          <span className="fl-cut">{customer.name || t("common:someone")}</span>
        </Group>
      }
      actions={
        <Group gap={8}>
          {customer.first_seen && <Badge color="gray">{t("since", { day: day(customer.first_seen) })}</Badge>}
          {customer.zone && <Badge color="gray">{customer.zone}</Badge>}
          <Text size="sm" c="dimmed">
            {t("column.seen")} <TimeAgo at={customer.last_seen} />
          </Text>
        </Group>
      }
    />
  );
}

const MOST = 4;

function Figures({ customer }: { customer: Customer }) {
  const { number, amount } = useFormats();
  const nameOf = useEventName();
  const top = [...customer.counters].sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0) || b.count - a.count).slice(0, MOST);
  if (top.length === 0) return null;
  return (
    <SimpleGrid cols={{ base: 2, md: MOST }} mb={20} spacing="md">
      {top.map((one) => (
        <Stat
          key={one.name}
          label={nameOf(one.name)}
          value={number(one.count)}
          hint={
            <>
              {one.amount ? `${amount(one.amount)} · ` : ""}
              <TimeAgo at={one.last_at} />
            </>
          }
        />
      ))}
    </SimpleGrid>
  );
}
