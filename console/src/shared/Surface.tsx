import { Paper, type PaperProps, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface SurfaceProps extends PaperProps {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}

/** A white block on the grey ground, with an optional heading line. */
export function Surface({ title, aside, children, ...paper }: SurfaceProps) {
  return (
    <Paper component="section" withBorder radius="lg" p="lg" {...paper} bg="var(--fl-surface)">
      {(title || aside) && (
        <div style={{ display: "flex", flexWrap: "wrap", alignItems: "center", justifyContent: "space-between", gap: 12, marginBottom: 12 }}>
          {title && <Title order={2}>{title}</Title>}
          {aside}
        </div>
      )}
      {children}
    </Paper>
  );
}
