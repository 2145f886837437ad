const thousand = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'));

/** A whole number from 0 up as `String` has it, which takes several times as long beyond 31 bits. */
export function digitsOf(value: number): string {
  if (value < 1e6) return String(value);
  const millions = Math.floor(value / 1e6);
  const rest = value - millions * 1e6;
  const thousands = Math.floor(rest / 1000);
  return String(millions) + thousand[thousands] + thousand[rest - thousands * 1000];
}
