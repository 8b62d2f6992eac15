import { ErrorState } from "@/shared/ErrorState";

export function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  return <ErrorState error={error} onAgain={reset} />;
}
