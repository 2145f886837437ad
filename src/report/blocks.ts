import { localDay } from '../contact/local-time.ts';
import type { ListedBlock } from '../state/list-blocks.ts';
import { blockReason } from './block-reason.ts';
import { csvRow } from './csv-text.ts';
import { wordsOf } from './language/words.ts';
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

/** A number has 15 digits at most. */
const numberWidth = 15;
const dayWidth = 10;

/** Who is blocked, for a person: number, since when, whether Jojka confirmed it, and why. */
export function blocksAsText(options: TextOptions): BlockWriter {
  const words = wordsOf(options.lang);
  const { head, doubts, notConfirmed, nobody, count } = words.blocks;
  const [number, sinceTitle, confirmed, why] = head;
  const lead = numberWidth + 2 * (2 + dayWidth) + 2;
  const line = ({ msisdn, origins, pipelines, since, confirmedAt, doubt, unsaid }: ListedBlock): string => {
    const whose = pipelines.length > 0 ? ` (${pipelines.join(', ')})` : '';
    const reason = printable(
      `${blockReason({ origins, unsaid }, words)}${whose}${confirmedAt === null && doubt !== null ? `; ${doubts[doubt]}` : ''}`,
    );
    const cells = [
      msisdn.padEnd(numberWidth),
      localDay(since, options),
      (confirmedAt === null ? notConfirmed : localDay(confirmedAt, options)).padEnd(dayWidth),
    ].join('  ');
    const room = options.width === undefined ? undefined : Math.max(20, options.width - lead);
    return wrapText(reason, room)
      .split('\n')
      .map((part, index) => (index === 0 ? `${cells}  ${part}` : ' '.repeat(lead) + part))
      .join('\n');
  };
  return {
    begin: `${number.padEnd(numberWidth)}  ${sinceTitle.padEnd(dayWidth)}  ${confirmed.padEnd(dayWidth)}  ${why}\n`,
    page: (blocks) => blocks.map((block) => `${line(block)}\n`).join(''),
    end: (all) => `${all === 0 ? nobody : count(all, 'jojka-sync blocklist import --check')}\n`,
  };
}

/** The same as CSV for a spreadsheet; times in UTC. */
export const blocksAsCsv: BlockWriter = {
  begin: `\ufeff${csvRow(['msisdn', 'origins', 'pipelines', 'since', 'confirmed', 'confirmed_at', 'why'])}`,
  page: (blocks) =>
    blocks
      .map(({ msisdn, origins, pipelines, since, confirmedAt, unsaid }) =>
        csvRow([
          msisdn,
          origins.join('|'),
          pipelines.join('|'),
          since.toISOString(),
          confirmedAt === null ? 'no' : 'yes',
          confirmedAt?.toISOString() ?? '',
          blockReason({ origins, unsaid }),
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
          ({ msisdn, origins, pipelines, since, confirmedAt, doubt, unsaid }) =>
            comma() +
            jsonText(
              {
                msisdn,
                origins,
                pipelines,
                since,
                confirmed: confirmedAt !== null,
                confirmedAt,
                doubt,
                unsaid,
              },
              0,
            ),
        )
        .join(''),
    end: () => '\n]\n',
  };
}
