// The look: one accent colour, calm greys, and the contrast fixes that Mantine's defaults need.
import {
  Badge,
  type CSSVariablesResolver,
  createTheme,
  darken,
  defaultVariantColorsResolver,
  type MantineThemeOverride,
  parseThemeColor,
  type VariantColorsResolver,
} from "@mantine/core";

const FONTS =
  '-apple-system, "Segoe UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "Liberation Sans", sans-serif';

// Darker than shade 9 on a light tint, and shade 2 on a dark one: the default shades stay below 4.5:1.
const readable: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const named = parseThemeColor({ color: input.color ?? input.theme.primaryColor, theme: input.theme });
  if (input.variant !== "light" || !named.isThemeColor) return colors;
  const shades = input.theme.colors[named.color];
  return { ...colors, color: `light-dark(${darken(shades?.[9] ?? "", 0.3)}, ${shades?.[2] ?? ""})` };
};

export const theme: MantineThemeOverride = createTheme({
  primaryColor: "indigo",
  // Cool greys: Mantine's own dark has a brown cast beside the accent.
  colors: {
    dark: [
      "#e6e9f0",
      "#c3c9d5",
      "#a3abba",
      "#7d8595",
      "#3b4250",
      "#2f3542",
      "#20252f",
      "#171a21",
      "#12151b",
      "#0d0f14",
    ],
  },
  primaryShade: { light: 7, dark: 8 },
  fontFamily: FONTS,
  headings: {
    fontFamily: FONTS,
    fontWeight: "650",
    sizes: { h1: { fontSize: "1.375rem", lineHeight: "1.35" }, h2: { fontSize: "1.0625rem", lineHeight: "1.4" } },
  },
  defaultRadius: "md",
  cursorType: "pointer",
  variantColorResolver: readable,
  components: {
    Badge: Badge.extend({ defaultProps: { tt: "none", variant: "light", fw: 550 } }),
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Modal: { defaultProps: { centered: true } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5b6474",
    "--mantine-color-placeholder": "#6b7382",
    "--mantine-color-text": "#1b2130",
    "--mantine-color-error": "#c92a2a",
    "--fl-ground": "#f6f7fa",
    "--fl-surface": "#ffffff",
    "--fl-line": "#e4e7ee",
    "--fl-accent-soft": "#eef2ff",
    "--fl-accent-text": "#364fc7",
    "--fl-note": "#fff8e1",
    "--fl-good": "#146c43",
    "--fl-bad": "#b42318",
  },
  dark: {
    "--mantine-color-body": "#171a21",
    "--mantine-color-dimmed": "#a3abba",
    "--mantine-color-placeholder": "#98a1b2",
    "--mantine-color-text": "#e6e9f0",
    "--mantine-color-error": "#ffa8a8",
    "--fl-ground": "#101319",
    "--fl-surface": "#171a21",
    "--fl-line": "#2a2f3a",
    "--fl-accent-soft": "#1f2a4d",
    "--fl-accent-text": "#bac8ff",
    "--fl-note": "#33290f",
    "--fl-good": "#69db9c",
    "--fl-bad": "#ff9c94",
  },
});
