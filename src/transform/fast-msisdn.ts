import metadata from 'libphonenumber-js/max/metadata';

/**
 * A short way for the one shape that nearly every row of a Swedish CRM has: a Swedish mobile, with or without country
 * code, in digits, spaces, dashes and brackets. It answers only where libphonenumber would say "valid, mobile"; for
 * everything else it says nothing and the long way decides.
 *
 * The ranges are libphonenumber's own: read from its metadata, never typed in. Where those do not have the form that
 * this file understands, or any other type of number shares a range, the short way is switched off.
 */
export type FastMsisdn = (cell: string) => string | undefined;

const off: FastMsisdn = () => undefined;

/** Makes the short way for Sweden. */
export function createFastMsisdn(): FastMsisdn {
  const second = mobileRanges();
  if (second === undefined) return off;
  return (cell) => {
    const { length } = cell;
    if (length < 9 || length > 24) return undefined;
    let digits = '';
    let plus = false;
    for (let index = 0; index < length; index++) {
      const code = cell.charCodeAt(index);
      if (code >= 48 && code <= 57) digits += cell[index];
      else if (code === 43) {
        if (digits !== '' || plus) return undefined;
        plus = true;
      } else if (code !== 32 && code !== 45) return undefined;
    }
    const national = nationalPart(digits, plus);
    if (national === undefined || national.charCodeAt(0) !== 55) return undefined;
    return second[national.charCodeAt(1) - 48] ? `46${national}` : undefined;
  };
}

/** The nine digits of a mobile number, if the digits are those of one. */
function nationalPart(digits: string, plus: boolean): string | undefined {
  if (plus) return digits.length === 11 && digits.startsWith('46') ? digits.slice(2) : undefined;
  if (digits.length === 9) return digits;
  if (digits.length === 10 && digits.startsWith('0')) return digits.slice(1);
  if (digits.length === 11 && digits.startsWith('46')) return digits.slice(2);
  if (digits.length === 13 && digits.startsWith('0046')) return digits.slice(4);
  return undefined;
}

/** Which second digits make a mobile number, if the metadata says so in the form `7[023689]\d{7}`. */
function mobileRanges(): boolean[] | undefined {
  const types = (metadata.countries as unknown as Record<string, unknown[]>).SE?.[11];
  if (!Array.isArray(types)) return undefined;
  const patterns = types.map((type) => (Array.isArray(type) ? String(type[0]) : undefined));
  const [, mobile, ...rest] = patterns;
  const digits = /^7\[(\d+)\]\\d\{7\}$/.exec(mobile ?? '')?.[1];
  if (digits === undefined) return undefined;
  const others = [patterns[0], ...rest].flatMap((pattern) =>
    pattern ? [new RegExp(`^(?:${pattern})$`)] : [],
  );
  const ranges = Array.from({ length: 10 }, (_, digit) => digits.includes(String(digit)));
  for (const [digit, isMobile] of ranges.entries())
    for (let sample = 0; isMobile && sample < 100; sample++) {
      const number = `7${digit}${String(sample).padStart(2, '0')}00000`;
      if (others.some((other) => other.test(number))) return undefined;
    }
  return ranges;
}
