/**
 * `1234567` → `1,234,567`, for a whole number that is not negative. By hand: the first number format of a process takes
 * longer than most commands do.
 */
export const groupedDigits = (whole: number): string => String(whole).replace(/\B(?=(?:\d{3})+$)/g, ',');
