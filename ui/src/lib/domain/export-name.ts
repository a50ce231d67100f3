/** The file name of an export made now, with the local date. */
export function exportName(now: number): string {
  const day = new Date(now);
  const [year, month, date] = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return `license-watch-${year}-${twoDigits(month)}-${twoDigits(date)}.json`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
