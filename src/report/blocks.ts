import type { BlockDoubt } from '../contact/ledger.ts';
import { localDay } from '../contact/local-time.ts';
import type { ListedBlock } from '../state/list-blocks.ts';
import { blockReason } from './block-reason.ts';
import { csvRow } from './csv-text.ts';
import { formatQuantity } from './numbers.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText, printable } from './printable.ts';
import { wrapText } from './wrap.ts';

/** How a list that is written page by page begins, goes on and ends. */
export interface BlockWriter {
  /** Before the first page; before the end, where there is none. */
  readonly begin: string;
  page(blocks: readonly ListedBlock[]): string;
  /** @param count of all pages */
  end(count: number): string;
}

const doubts: Readonly<Record<BlockDoubt, string>> = {
  noted: 'not decided yet',
  held: 'a guard holds it back',
  owed: 'to be sent',
  sent: 'sent, no answer yet',
  unsure: 'to be asked about again',
};

/** A number has 15 digits at most. */
const numberWidth = 15;
const dayWidth = 10;

const blocksHead = `${'NUMBER'.padEnd(numberWidth)}  ${'SINCE'.padEnd(dayWidth)}  ${'CONFIRMED'.padEnd(dayWidth)}  WHY\n`;

/** Who is blocked, for a person: number, since when, whether Jojka confirmed it, and why. */
export function blocksAsText(options: TextOptions): BlockWriter {
  const lead = numberWidth + 2 * (2 + dayWidth) + 2;
  const line = ({ msisdn, origins, pipelines, since, confirmedAt, doubt }: ListedBlock): string => {
    const whose = pipelines.length > 0 ? ` (${pipelines.join(', ')})` : '';
    const why = printable(
      `${blockReason(origins)}${whose}${confirmedAt === null && doubt !== null ? `; ${doubts[doubt]}` : ''}`,
    );
    const cells = [
      msisdn.padEnd(numberWidth),
      localDay(since, options),
      (confirmedAt === null ? 'no' : localDay(confirmedAt, options)).padEnd(dayWidth),
    ].join('  ');
    const room = options.width === undefined ? undefined : Math.max(20, options.width - lead);
    return wrapText(why, room)
      .split('\n')
      .map((part, index) => (index === 0 ? `${cells}  ${part}` : ' '.repeat(lead) + part))
      .join('\n');
  };
  return {
    begin: blocksHead,
    page: (blocks) => blocks.map((block) => `${line(block)}\n`).join(''),
    end: (count) =>
      count === 0
        ? 'Nobody, as far as the ledger knows.\n'
        : `${formatQuantity(count, 'number')}, as the ledger knows it. What is blocked at Jojka besides: jojka-sync blocklist import --check\n`,
  };
}

/** The same as CSV for a spreadsheet; times in UTC. */
export const blocksAsCsv: BlockWriter = {
  begin: `\ufeff${csvRow(['msisdn', 'origins', 'pipelines', 'since', 'confirmed', 'confirmed_at', 'why'])}`,
  page: (blocks) =>
    blocks
      .map(({ msisdn, origins, pipelines, since, confirmedAt }) =>
        csvRow([
          msisdn,
          origins.join('|'),
          pipelines.join('|'),
          since.toISOString(),
          confirmedAt === null ? 'no' : 'yes',
          confirmedAt?.toISOString() ?? '',
          blockReason(origins),
        ]),
      )
      .join(''),
  end: () => '',
};

/** The same as one JSON document: a list, one block a line. */
export function blocksAsJson(): BlockWriter {
  let isFirst = true;
  const comma = () => {
    const sign = isFirst ? '\n' : ',\n';
    isFirst = false;
    return sign;
  };
  return {
    begin: '[',
    page: (blocks) =>
      blocks
        .map(
          ({ msisdn, origins, pipelines, since, confirmedAt, doubt }) =>
            comma() +
            jsonText(
              { msisdn, origins, pipelines, since, confirmed: confirmedAt !== null, confirmedAt, doubt },
              0,
            ),
        )
        .join(''),
    end: () => '\n]\n',
  };
}
