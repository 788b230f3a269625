const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

/** The local second of the day of HH:MM or HH:MM:SS; undefined when it is no such time. */
export function secondOfDay(time: string): number | undefined {
  const match = TIME.exec(time);
  if (match === null) return undefined;
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
}
