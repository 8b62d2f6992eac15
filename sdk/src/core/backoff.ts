/** Full jitter: any wait up to the doubled limit, so a thousand clients do not come back in step. */
export function backoff(tries: number, random: () => number = Math.random): number {
  return 100 + random() * (Math.min(20_000, 200 * 2 ** Math.min(tries, 10)) - 100);
}
