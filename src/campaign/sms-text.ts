import { SegmentedMessage } from 'sms-segments-calculator';

/** A message's text and what it costs to send. */
export interface SmsText {
  readonly text: string;
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly characters: number;
  /** SMS that each recipient's message is made of. */
  readonly parts: number;
  /** Characters that GSM-7 lacks: they are why the encoding is UCS-2, with less than half as much room. */
  readonly notInGsm7: readonly string[];
}

/**
 * Measures a text: GSM-7 has room for 160 characters in one SMS and 153 in each of several, UCS-2 for 70 and 67.
 * Composed characters (NFC) and line feeds alone are sent: a decomposed `å`, as macOS writes it, would make it UCS-2.
 */
export function measureSms(written: string): SmsText {
  const text = written.normalize('NFC').replaceAll('\r\n', '\n');
  const message = new SegmentedMessage(text);
  const encoding = message.encodingName === 'GSM-7' ? 'GSM-7' : 'UCS-2';
  return {
    text,
    encoding,
    characters: [...text].length,
    parts: message.segmentsCount,
    notInGsm7: encoding === 'GSM-7' ? [] : [...new Set(message.getNonGsmCharacters())],
  };
}
