import { Alert, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { Banner } from "@/pages/surveys/crosstabs/banners";
import { tableText } from "@/pages/surveys/crosstabs/copying";
import classes from "@/pages/surveys/crosstabs/Crosstabs.module.css";
import type { CrossTable } from "@/pages/surveys/crosstabs/shapes";
import { useWords } from "@/pages/surveys/results/looking";
import { saidOf } from "@/pages/surveys/results/scale";
import { CopyText } from "@/shared/CopyText";
import { Surface } from "@/shared/Surface";

export function CrossTableCard({ table, banner }: { table: CrossTable; banner: Banner }) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const words = useWords();
  const title = words(table.title, table.question);
  const columns = table.columns.map((one) => words(one.label) || banner.labels[one.code] || one.code || t("compare.unknown"));
  const plain: Record<string, string> = { "1": t("yesNo.true"), "0": t("yesNo.false") };
  const rows = table.rows.map((one) => words(one.label) || plain[one.code] || one.code);
  const { p } = table;
  return (
    <Surface title={title} aside={<CopyText value={tableText(table, { title, rows, columns, base: t("cross.base") })} />}>
      <Table.ScrollContainer minWidth={140 + columns.length * 96} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": title } }}>
        <Table className={classes.table} aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              {columns.map((name, place) => (
                <Table.Th key={table.columns[place]?.code ?? place} ta="right" scope="col">
                  {name} <b className={classes.letter}>{table.letters[place]}</b>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {table.scores && (
              <Table.Tr>
                <Table.Th scope="row">{t("cross.score")}</Table.Th>
                {table.scores.map((score, place) => (
                  <Table.Td key={place} ta="right" className="fl-number" fw={600}>
                    {score && score.score !== null ? saidOf(score.kind, score.score) : "–"}
                  </Table.Td>
                ))}
              </Table.Tr>
            )}
            {table.cells.map((cells, row) => (
              <Table.Tr key={table.rows[row]?.code ?? row}>
                <Table.Th scope="row" fw={500}>
                  {rows[row]}
                </Table.Th>
                {cells.map((cell, place) => (
                  <Table.Td key={place} ta="right" className={classes.cell} data-above={cell.above.length > 0 || undefined} title={t("cross.cell", { n: number(cell.count), weighted: number(Math.round(cell.weighted)) })}>
                    <span className={classes.bar} style={{ width: `${cell.share * 100}%` }} aria-hidden />
                    <span className="fl-number">{percent(cell.share)}</span>
                    {cell.above.length > 0 && <b className={classes.letter}> {cell.above.join("")}</b>}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Foot label={t("cross.base")} values={table.bases.map(number)} />
            <Foot label={t("cross.effective")} values={table.effective_bases.map((one) => number(Math.round(one)))} />
          </Table.Tfoot>
        </Table>
      </Table.ScrollContainer>
      {p !== null && (
        <Text size="sm" c="dimmed" mt="xs" className="fl-number">
          {t(p < table.level ? "cross.related" : "cross.unrelated", { p: p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}` })}
        </Text>
      )}
      {table.warnings.map((one, place) => (
        <Alert key={place} color="yellow" variant="light" p="xs" mt="xs">
          {words(one.words)}
        </Alert>
      ))}
    </Surface>
  );
}

function Foot({ label, values }: { label: string; values: string[] }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} c="dimmed">
        {label}
      </Table.Th>
      {values.map((value, place) => (
        <Table.Td key={place} ta="right" className="fl-number" c="dimmed">
          {value}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
