import { Badge, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { Plot, type Scales } from "@/pages/studies/Plot";
import { usePlanning } from "@/pages/studies/planning";
import type { KanoFeature } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { Surface } from "@/shared/Surface";

const COLORS: Record<string, string> = { M: "red", O: "indigo", A: "teal", I: "gray", R: "orange", Q: "yellow" };

/** Which features are missed when they are not there, and which delight when they are. */
export function KanoPlane({ features }: { features: KanoFeature[] }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { percent } = useFormats();
  const half = [0.25, 0.75] as const;
  return (
    <Surface title={t("kano.title")}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("kano.text")}
      </Text>
      <div className={classes.kano}>
        <Plot
          label={t("kano.plane")}
          x={[0, 1]}
          y={[0, 1]}
          xTitle={t("kano.worse")}
          yTitle={t("kano.better")}
          xShown={percent}
          yShown={percent}
          height={380}
        >
          {(scales) => (
            <>
              <line className={classes.grid} x1={scales.x(0.5)} x2={scales.x(0.5)} y1={scales.top} y2={scales.bottom} />
              <line className={classes.grid} x1={scales.left} x2={scales.right} y1={scales.y(0.5)} y2={scales.y(0.5)} />
              {[["A", half[0], 0.965], ["O", half[1], 0.965], ["I", half[0], 0.02], ["M", half[1], 0.02]].map(([code, x, y]) => (
                <text key={code} className={classes.corner} x={scales.x(Number(x))} y={scales.y(Number(y))} textAnchor="middle">
                  {t(`kano.short.${code}`)}
                </text>
              ))}
              {features.map((one, place) => (
                <Spot key={one.name} scales={scales} feature={one} number={place + 1} />
              ))}
            </>
          )}
        </Plot>
        <ol className={classes.kanoList}>
          {features.map((one) => (
            <Line key={one.name} feature={one} name={names.item(one.name)} />
          ))}
        </ol>
      </div>
    </Surface>
  );
}

function Spot({ scales, feature, number }: { scales: Scales; feature: KanoFeature; number: number }) {
  const { better, worse, better_low, better_high, worse_low, worse_high } = feature;
  if (better === null || worse === null) return null;
  const [x, y] = [scales.x(Math.abs(worse)), scales.y(better)];
  return (
    <g>
      {better_low !== null && better_high !== null && <line className={classes.cross} x1={x} x2={x} y1={scales.y(better_low)} y2={scales.y(better_high)} />}
      {worse_low !== null && worse_high !== null && <line className={classes.cross} y1={y} y2={y} x1={scales.x(Math.abs(worse_low))} x2={scales.x(Math.abs(worse_high))} />}
      <circle className={classes.numbered} cx={x} cy={y} r={10} />
      <text className={classes.number} x={x} y={y + 4} textAnchor="middle">
        {number}
      </text>
    </g>
  );
}

function Line({ feature, name }: { feature: KanoFeature; name: string }) {
  const { t } = useTranslation("studies");
  const { number, percent } = useFormats();
  const total = Object.values(feature.counts).reduce((sum, one) => sum + one, 0);
  const counted = Object.entries(feature.counts).filter(([, count]) => count > 0);
  return (
    <li>
      <Text size="sm" fw={600} span>
        {name}
      </Text>{" "}
      {feature.category && (
        <Badge size="sm" color={COLORS[feature.category] ?? "gray"}>
          {t(`kano.short.${feature.category}`)}
        </Badge>
      )}{" "}
      {!feature.is_clear && (
        <Badge size="sm" color="yellow">
          {t("kano.unclear")}
        </Badge>
      )}
      <Text size="xs" c="dimmed" className="fl-number">
        {counted.map(([code, count]) => `${t(`kano.short.${code}`)} ${percent(count / Math.max(1, total))}`).join(" · ")} · {t("kano.base", { n: number(feature.base) })}
      </Text>
    </li>
  );
}
