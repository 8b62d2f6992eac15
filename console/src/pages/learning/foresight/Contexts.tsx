import { Badge, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { type Context, said } from "@/pages/learning/shapes";
import { Surface } from "@/shared/Surface";

/** What is asked most in which context. */
export function Contexts({ contexts }: { contexts: Context[] }) {
  const { t } = useTranslation("learning");
  const { amount } = useFormats();
  return (
    <Surface title={t("contexts.title")}>
      <Text size="sm" c="dimmed" mb="md">
        {t("contexts.text")}
      </Text>
      <div style={{ overflowX: "auto" }} role="group" tabIndex={0} aria-label={t("contexts.title")}>
        <Table verticalSpacing="sm" miw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("contexts.where")}</Table.Th>
              <Table.Th ta="right">{t("contexts.questions")}</Table.Th>
              <Table.Th>{t("contexts.asked")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {contexts.map((one) => (
              <Table.Tr key={`${one.kind} ${one.name}`}>
                <Table.Td>
                  <Where context={one} contexts={contexts} />
                </Table.Td>
                <Table.Td ta="right" className="fl-number">
                  {amount(Math.round(one.questions * 10) / 10)}
                </Table.Td>
                <Table.Td>
                  <Articles context={one} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Surface>
  );
}

function Where({ context, contexts }: { context: Context; contexts: Context[] }) {
  const { t } = useTranslation("learning");
  return (
    <>
      <Badge variant="light" color="gray" mr={8}>
        {t(`contexts.kind.${context.kind}`)}
      </Badge>
      <Text size="sm" span>
        {useName(context, contexts)}
      </Text>
    </>
  );
}

/** States and languages have words of ours; a past answer is named by its article; the rest speaks for itself. */
function useName(context: Context, contexts: Context[]): string {
  const { t, i18n } = useTranslation("learning");
  if (context.kind === "order") return t(`contexts.order.${context.name}`);
  if (context.kind === "language") return t(`contexts.language.${context.name}`, { defaultValue: context.name });
  if (context.kind !== "past") return context.name;
  const article = contexts.flatMap((one) => one.articles).find((one) => one.article === context.name);
  return said(article?.title, i18n.language) || t("contexts.gone");
}

function Articles({ context }: { context: Context }) {
  const { t, i18n } = useTranslation("learning");
  const { percent } = useFormats();
  return (
    <>
      {context.articles.map((one) => (
        <Text key={one.article} size="sm">
          {said(one.title, i18n.language) || t("contexts.gone")}{" "}
          <Text span size="xs" c="dimmed">
            {percent(one.share)}
          </Text>
        </Text>
      ))}
    </>
  );
}
