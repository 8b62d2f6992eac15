/** Dates and times as written: 2026-02-28 and 13:45. By hand, so that the server judges them alike. */

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since a fixed day, or null where it is no date of the Gregorian calendar. */
export function dayNumber(text: unknown): number | null {
  if (typeof text !== "string" || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || text.length !== 10) return null;
  const [year, month, day] = text.split("-").map(Number) as [number, number, number];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  if (year < 1 || month < 1 || month > 12) return null;
  if (day < 1 || day > (DAYS[month - 1] as number) + (month === 2 ? leap : 0)) return null;
  const before = year - 1;
  const passed = DAYS.slice(0, month - 1).reduce((total, one) => total + one, 0) + (month > 2 ? leap : 0);
  return before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) + passed + day;
}

/** Hours and minutes of a day. */
export function isTime(text: unknown): text is string {
  return typeof text === "string" && text.length === 5 && /^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(text);
}
