// While work goes on in the background, the pages about it are read again and again.
import { useEffect } from "react";

import { changed } from "@/api/queries";

const EVERY = 1500;

export function useWatch(isBusy: boolean): void {
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(() => void changed("/bot-versions"), EVERY);
    return () => clearInterval(timer);
  }, [isBusy]);
}
