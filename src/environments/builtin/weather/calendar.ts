/** The days that the weather world knows: May and June of 2023, counted from 0. */
const MONTHS: readonly (readonly [string, number])[] = [
  ['2023-05', 31],
  ['2023-06', 30],
];

/** `2023-05-01`, … */
export const DATES: readonly string[] = MONTHS.flatMap(([month, days]) =>
  Array.from({ length: days }, (_, day) => `${month}-${String(day + 1).padStart(2, '0')}`),
);

const DAYS = new Map(DATES.map((date, day) => [date, day]));

/** Most days before and after today that goals ask for. */
export const REACH = 3;
/** The first and the last day that can be today. */
export const TODAY = { first: 10, last: DATES.length - 11 };

/** The day of a date; undefined where it is none that is known. */
export function dayOf(date: string): number | undefined {
  return DAYS.get(date);
}

export function dateOf(day: number): string {
  return DATES[day] ?? '';
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/u.test(text);
}

/** A day seen from today, in words. */
export function dayInWords(offset: number): string {
  if (offset === 0) return 'today';
  if (offset === -1) return 'yesterday';
  if (offset === 1) return 'tomorrow';
  return offset < 0 ? `${-offset} days ago` : `in ${offset} days`;
}
