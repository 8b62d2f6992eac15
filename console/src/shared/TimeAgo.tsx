import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";

import { useFormats } from "@/i18n/format";

const EVERY_MS = 30_000;

/** How long ago, kept current; the exact moment on hover. */
export function TimeAgo({ at }: { at: string | null | undefined }) {
  const formats = useFormats();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  if (!at) return <span>–</span>;
  return (
    <Tooltip label={formats.moment(at)}>
      <time dateTime={at}>{formats.ago(at, now)}</time>
    </Tooltip>
  );
}
