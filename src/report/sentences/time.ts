/** A moment to the minute, with its zone: `2026-11-23 03:00 UTC`. */
export function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
