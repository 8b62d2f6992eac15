import { Alert, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { Banner } from "@/pages/surveys/crosstabs/banners";
import { tableText } from "@/pages/surveys/crosstabs/copying";
import classes from "@/pages/surveys/crosstabs/Crosstabs.module.css";
import type { CrossFigure, CrossLine, CrossSection, CrossTables } from "@/pages/surveys/crosstabs/shapes";
import { useWords } from "@/pages/surveys/results/looking";
import { saidOf } from "@/pages/surveys/results/scale";
import { CopyText } from "@/shared/CopyText";
import { Surface } from "@/shared/Surface";

interface CrossTableCardProps {
  tables: CrossTables;
  section: CrossSection;
  banner: Banner;
}

export function CrossTableCard({ tables, section, banner }: CrossTableCardProps) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const words = useWords();
  const title = words(section.title, section.row);
  const columns = tables.columns.map((one) => ({ ...one, name: words(one.label) || banner.labels[one.key] || one.key || t("compare.unknown") }));
  const nameOf = (line: CrossLine) => words(line.label) || (FLAGS.has(section.kind) && rowName(line.code, t)) || line.code;
  const copied = { title, rows: section.lines.map(nameOf), columns: columns.map((one) => `${one.name} (${one.letter})`), base: t("cross.base") };
  return (
    <Surface title={title} aside={<CopyText value={tableText(section, copied)} />}>
      <Table.ScrollContainer minWidth={140 + columns.length * 96} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": title } }}>
        <Table className={classes.table} aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              {columns.map((one) => (
                <Table.Th key={one.key} ta="right" scope="col">
                  {one.name} <b className={classes.letter}>{one.letter}</b>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {section.lines.map((line) => (
              <Line key={line.code} name={nameOf(line)} line={line} kind="share" />
            ))}
            {section.figures.map((line) => (
              <Line key={`figure:${line.code}`} name={t(`cross.figure.${line.code}`, { defaultValue: nameOf(line) })} line={line} kind={line.code} />
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Foot label={t("cross.base")} values={section.bases.map(number)} />
            <Foot label={t("cross.effective")} values={section.effective_bases.map((one) => number(Math.round(one)))} />
          </Table.Tfoot>
        </Table>
      </Table.ScrollContainer>
      <Related section={section} level={tables.level} />
      {section.warnings.map((one, place) => (
        <Alert key={place} color="yellow" variant="light" p="xs" mt="xs">
          {words(one.words)}
        </Alert>
      ))}
    </Surface>
  );
}

const FLAGS = new Set(["boolean", "consent"]);

function rowName(code: string, t: (key: string) => string): string {
  return code === "1" || code === "true" ? t("yesNo.true") : code === "0" || code === "false" ? t("yesNo.false") : "";
}

/** Shares are drawn in their cells; scores and means stand as figures. */
function Line({ name, line, kind }: { name: string; line: CrossLine; kind: string }) {
  const { t } = useTranslation("surveys");
  const { number, percent, amount } = useFormats();
  const shown = ({ value }: CrossFigure) => {
    if (value === null) return "–";
    if (kind === "share") return percent(value);
    return kind === "nps" || kind === "csat" || kind === "ces" ? saidOf(kind, value) : amount(Math.round(value * 100) / 100);
  };
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={kind === "share" ? 500 : 650}>
        {name}
      </Table.Th>
      {line.cells.map((cell, place) => (
        <Table.Td key={place} ta="right" className={classes.cell} data-above={cell.above.length > 0 || undefined} title={t("cross.cell", { n: number(cell.count), base: number(cell.base) })}>
          {kind === "share" && cell.value !== null && <span className={classes.bar} style={{ width: `${cell.value * 100}%` }} aria-hidden />}
          <span className="fl-number">{shown(cell)}</span>
          {cell.above.length > 0 && <b className={classes.letter}> {cell.above.join("")}</b>}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function Related({ section: { p }, level }: { section: CrossSection; level: number }) {
  const { t } = useTranslation("surveys");
  if (p === null) return null;
  return (
    <Text size="sm" c="dimmed" mt="xs" className="fl-number">
      {t(p < level ? "cross.related" : "cross.unrelated", { p: p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}` })}
    </Text>
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
