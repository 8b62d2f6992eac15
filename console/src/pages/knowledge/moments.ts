// Moments as a field of the browser writes them: local time without a zone.

export function toField(moment: string | null): string {
  if (!moment) return "";
  const at = new Date(moment);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export function fromField(text: string): string | null {
  return text ? new Date(text).toISOString() : null;
}
