import { Group, Text } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { verdictOf } from "@/pages/versions/scale";
import { ShareBar } from "@/pages/versions/ShareBar";
import type { Estimate, Report, SuiteFigures, VersionView } from "@/pages/versions/shapes";
import classes from "@/pages/versions/Versions.module.css";
import { Surface } from "@/shared/Surface";

const FIGURES = ["precision", "answered", "oos_recall", "accuracy", "top3", "coverage"] as const;
type Name = (typeof FIGURES)[number];
const COLORS = { better: "var(--fl-good)", worse: "var(--fl-bad)", same: "dimmed" };

/** How it did in the suite, each figure beside that of the version in force. */
export function FigureGrid({ view, report }: { view: VersionView; report: Report }) {
  const { t } = useTranslation("versions");
  const { number } = useFormats();
  const { figures, against } = report;
  const counts = { inside: number(figures.in_scope ?? 0), outside: number(figures.out_of_scope ?? 0), dialogs: number(figures.dialogs ?? 0) };
  return (
    <Surface title={t("figures.title")} aside={<Text size="sm" c="dimmed">{t("figures.of", counts)}</Text>}>
      <div className={classes.grid}>
        {FIGURES.map((name) => (
          <Figure key={name} name={name} now={figures} before={against?.figures} number={view.version.number} other={against?.number} targets={view.version.settings} />
        ))}
      </div>
      <Small report={report} />
    </Surface>
  );
}

interface FigureProps {
  name: Name;
  now: SuiteFigures;
  before: SuiteFigures | undefined;
  number: number;
  other: number | undefined;
  targets: VersionView["version"]["settings"];
}

function Figure({ name, now, before, number, other, targets }: FigureProps) {
  const { t } = useTranslation("versions");
  const target = name === "precision" ? targets?.precision : name === "oos_recall" ? targets?.minimum_recall : undefined;
  const rows: [string, Estimate | null | undefined, boolean][] = [[t("version", { n: number }), now[name], false]];
  if (other) rows.push([t("version", { n: other }), before?.[name], true]);
  const verdict = now[name] ? verdictOf(now[name], before?.[name]) : "same";
  return (
    <div>
      <Group gap={8} mb={2}>
        <Text size="sm" fw={600}>
          {t(`figure.${name}`)}
        </Text>
        {other && verdict !== "same" && (
          <Text size="xs" c={COLORS[verdict]} fw={600}>
            {t(`verdict.${verdict}`)}
          </Text>
        )}
      </Group>
      <div className={classes.pair}>
        {rows.map(([label, share, isBefore]) => (
          <Fragment key={label}>
            <Text size="xs" c="dimmed">
              {label}
            </Text>
            <ShareBar share={share} label={`${t(`figure.${name}`)}, ${label}`} target={target} before={isBefore} />
            <Value share={share} />
          </Fragment>
        ))}
      </div>
    </div>
  );
}

function Value({ share }: { share: Estimate | null | undefined }) {
  const { percent } = useFormats();
  return (
    <Text size="sm" fw={600} ta="right" className="fl-number">
      {share ? percent(share.value) : ""}
    </Text>
  );
}

function Small({ report: { figures, against } }: { report: Report }) {
  const { t } = useTranslation("versions");
  const { percent, number } = useFormats();
  const said = [
    figures.ece === null || figures.ece === undefined ? "" : t("figures.ece", { share: percent(figures.ece) }),
    against?.moved ? t("figures.moved", { share: percent(against.moved.value), n: against.number }) : "",
    figures.leaked ? t("figures.leaked", { n: number(figures.leaked) }) : "",
    figures.uncovered ? t("figures.uncovered", { n: number(figures.uncovered) }) : "",
    figures.dialogs_skipped ? t("figures.skipped") : "",
  ].filter(Boolean);
  if (said.length === 0) return null;
  return (
    <Text size="sm" c="dimmed" mt="md">
      {said.join(" ")}
    </Text>
  );
}
