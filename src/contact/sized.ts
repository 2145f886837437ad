/** How much larger an array gets that is full. */
export const growth = 1.3;

/** An array of so many rows with the same beginning. */
export function sized<A extends Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array>(
  array: A,
  rows: number,
): A {
  const larger = new (array.constructor as new (length: number) => A)(rows);
  larger.set(array);
  return larger;
}
