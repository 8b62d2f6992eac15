import { Avatar } from "@mantine/core";

const COLORS = ["indigo", "teal", "grape", "orange", "cyan", "pink", "lime", "violet"];

/** The first character of a Chinese name, or the first letter of a Latin one. */
export function initial(name: string | null | undefined): string {
  return [...(name ?? "").trim()][0]?.toUpperCase() ?? "?";
}

/** The same person has the same colour everywhere. */
export function colorOf(id: string): string {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return COLORS[sum % COLORS.length] ?? "indigo";
}

export function Face({ id, name, size = 40 }: { id: string; name: string | null | undefined; size?: number }) {
  return (
    <Avatar size={size} radius="xl" color={colorOf(id)} variant="light" aria-hidden>
      {initial(name)}
    </Avatar>
  );
}
