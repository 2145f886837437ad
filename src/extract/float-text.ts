/**
 * A number of a column that holds some seven digits (`float` of MySQL, `real` of SQL Server). One that has more is written with an
 * exponent, as Postgres writes it: its last digits are made up, and a phone number of them would be somebody else's.
 */
export function floatText(value: number): string {
  return Math.abs(value) < 1e6
    ? String(Number(value.toPrecision(7)))
    : value.toExponential(5).replace('e', 'E');
}
