import { ScrollArea } from "@mantine/core";

import classes from "@/shared/Json.module.css";

/** A payload as it came, for people who debug. */
export function Json({ value, label }: { value: unknown; label: string }) {
  return (
    <ScrollArea.Autosize mah={460} type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": label }}>
      <pre className={classes.json}>{typeof value === "string" ? value : JSON.stringify(value, null, 2)}</pre>
    </ScrollArea.Autosize>
  );
}
