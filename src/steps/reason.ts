import { maskWrittenNumbersIn } from '../contact/mask.ts';
import { oneLine } from '../transform/text.ts';

/** Why somebody does something, as it is kept: on one line, without what nobody sees, and a number that he names is masked (K2). */
export function keptReason(text: string): string {
  return maskWrittenNumbersIn(oneLine(text)).slice(0, 500);
}
