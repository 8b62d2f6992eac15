/** The form's theme: light, dark or as the device says, and an accent that can always be read. */
const HEX = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i;
const PAPERS = { light: "#ffffff", dark: "#16201f" };
const ENOUGH = 4.5;

type Colour = [number, number, number];

function read(text: string): Colour {
  const hex = text.length === 4 ? [...text.slice(1)].map((one) => one + one).join("") : text.slice(1);
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Colour;
}

const write = (colour: Colour): string => `#${colour.map((one) => Math.round(one).toString(16).padStart(2, "0")).join("")}`;

/** WCAG 2: relative luminance. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((one) => {
    const part = one / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: string, two: string): number {
  const [low, high] = [luminance(read(one)), luminance(read(two))].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The accent, darker or lighter until it stands out from the paper. */
export function readable(accent: string, paper: string): string {
  const target: Colour = luminance(read(paper)) > 0.5 ? [0, 0, 0] : [255, 255, 255];
  const from = read(accent);
  for (let share = 0; share <= 1; share += 0.02) {
    const mixed = write(from.map((one, at) => one + ((target[at] as number) - one) * share) as Colour);
    if (contrast(mixed, paper) >= ENOUGH) return mixed;
  }
  return write(target);
}

export const onTopOf = (accent: string): string => (contrast("#ffffff", accent) >= ENOUGH ? "#ffffff" : "#06211e");

export interface Look {
  mode: "light" | "dark" | "auto";
  rules: string;
}

/** `wished` comes from the address and goes before the form's own. `root` is what carries the colours. */
export function lookOf(theme: { [key: string]: unknown }, wished: string, root: string): Look {
  const named = [wished, theme.mode].find((one) => one === "light" || one === "dark" || one === "auto");
  const mode = (named ?? "auto") as Look["mode"];
  const { accent } = theme;
  if (typeof accent !== "string" || !HEX.test(accent)) return { mode, rules: "" };
  const colours = (name: keyof typeof PAPERS) => {
    const found = readable(accent, PAPERS[name]);
    return `--accent:${found};--on-accent:${onTopOf(found)}`;
  };
  const rules = [
    `${root}{${colours("light")}}`,
    `${root}[data-theme="dark"]{${colours("dark")}}`,
    `@media(prefers-color-scheme:dark){${root}[data-theme="auto"]{${colours("dark")}}}`,
  ];
  return { mode, rules: rules.join("") };
}
