/** A number as logs and redacted reports show it: `46709•••337` (K2). Anything short is masked whole. */
export function maskMsisdn(msisdn: string): string {
  return msisdn.length >= 10 ? `${msisdn.slice(0, 5)}•••${msisdn.slice(-3)}` : '•••';
}

/** Masks everything in a text that could be a phone number. */
export function maskNumbersIn(text: string): string {
  return text.replace(/\+?\d(?:[\s()./\u2010-\u2015-]*\d){5,}/g, (found) =>
    maskMsisdn(found.replace(/\D/g, '')),
  );
}
