const STEPS: [Intl.NumberFormatOptions["unit"], number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** A length of time in its largest fitting unit: 5,400 s is 1.5 hours. */
export function duration(language: string, seconds: number): string {
  const [unit, size] = STEPS.find(([, one]) => seconds >= one) ?? ["second", 1];
  const format = new Intl.NumberFormat(language, { style: "unit", unit: unit ?? "second", unitDisplay: "long", maximumFractionDigits: 1 });
  return format.format(seconds / size);
}
