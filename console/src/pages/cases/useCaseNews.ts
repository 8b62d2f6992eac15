// News of cases: what is on the screen is read again.
import { changed } from "@/api/queries";
import { useStream } from "@/live/connection";

export function useCaseNews(): void {
  const again = () => void changed("/cases", "/case-figures");
  useStream("cases", { onNews: again, onGap: again });
}
