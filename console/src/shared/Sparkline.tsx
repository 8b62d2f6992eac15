// Small pictures of a row of numbers, in SVG: no chart library for twenty lines.

interface RowProps {
  values: number[];
  label: string;
  width?: number;
  height?: number;
}

export function Sparkline({ values, label, width = 120, height = 32 }: RowProps) {
  const top = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const points = values.map((value, place) => `${place * step},${height - 2 - (value / top) * (height - 4)}`);
  return (
    <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke="var(--mantine-primary-color-filled)"
        strokeWidth={1.8}
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function Bars({ values, label, width = 120, height = 32 }: RowProps) {
  const top = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  return (
    <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      {values.map((value, place) => {
        const tall = Math.max(1, (value / top) * height);
        const key = `${place}-${value}`;
        return (
          <rect
            key={key}
            x={place * step + step * 0.15}
            y={height - tall}
            width={step * 0.7}
            height={tall}
            rx={1.5}
            fill="var(--mantine-primary-color-filled)"
          />
        );
      })}
    </svg>
  );
}
