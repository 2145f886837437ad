/** A number as logs and redacted reports show it: `46709•••337` (K2). Anything short is masked whole. */
export function maskMsisdn(msisdn: string): string {
  return msisdn.length >= 10 ? `${msisdn.slice(0, 5)}•••${msisdn.slice(-3)}` : '•••';
}

/** So many are listed. */
const mostListed = 5;

/** Numbers as a line lists them: masked, and not without end. */
export function maskedNumbers(numbers: readonly string[]): string[] {
  const more = numbers.length - mostListed;
  return [...numbers.slice(0, mostListed).map(maskMsisdn), ...(more > 0 ? [`+${more}`] : [])];
}

/** Masks everything in a text that could be a phone number. */
export function maskNumbersIn(text: string): string {
  return text.replace(/\+?\d(?:[\s()./\u2010-\u2015-]*\d){5,}/g, (found) =>
    maskMsisdn(found.replace(/\D/g, '')),
  );
}

/** A number as it stands in a field or a message of somebody else's: ten digits or more in a row. Ids of runs are none. */
const inARow = /(?<![\d-])\+?\d{10,15}(?![\d-])/g;

/** Masks phone numbers that are written in one go; leaves addresses, times and ids of runs alone. For logs and what is kept. */
export function maskMsisdnsIn(text: string): string {
  return text.replace(inARow, (found) => maskMsisdn(found.replace('+', '')));
}

/** A number as a person writes it: it begins with 0 or +, and has signs in between. Dates and amounts are none. */
const written = /(?<![\d+-])(?:\+\d|0)(?:[\s()./\u2010-\u2015-]*\d){7,}/g;

/** Masks phone numbers in what a person has written, in one go or not; leaves dates, amounts and ids of runs alone. */
export function maskWrittenNumbersIn(text: string): string {
  return maskMsisdnsIn(text).replace(written, (found) => maskMsisdn(found.replace(/\D/g, '')));
}

/** So much of what somebody else said is shown or kept. */
const mostCharacters = 300;

/** What a database, a file or the service said, as it may be shown and kept: numbers masked, and not without end (K2). */
export function foreignText(text: string): string {
  const masked = maskMsisdnsIn(text);
  return masked.length > mostCharacters ? `${masked.slice(0, mostCharacters - 1)}…` : masked;
}

/** The password of a URL, and that of a setting (`password=…`). Signs are counted, that a long text costs no more than its length. */
const urlPassword = /(:\/\/[^\s:@/]{0,200}):\S{0,300}@/g;
const namedSecret = /\b((?:\w{0,30}_)?(?:password|passwd|pwd|token|secret|api_?key)=)[^\s&;,"']+/gi;

/** So much of an error that somebody's code has thrown is told. */
const mostThrown = 2000;

/** What a pipeline's file says, or its code throws, as it may be shown: passwords, and numbers in whatever way they are written, masked. */
export function maskSecretsIn(text: string): string {
  const short = text.length > mostThrown ? `${text.slice(0, mostThrown - 1)}…` : text;
  return maskWrittenNumbersIn(short.replace(urlPassword, '$1:•••@').replace(namedSecret, '$1•••'));
}
