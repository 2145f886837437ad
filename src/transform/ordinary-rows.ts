import { digitsOf } from '../contact/digits.ts';
import type { OrdinaryRows, RowCells } from '../contact/row-cells.ts';
import type { DesiredWriter } from '../table/desired-writer.ts';
import type { ContactCells } from './contact-cells.ts';
import type { Counts, Gathering } from './gathering.ts';
import { type RowKinds, unknownKind, unusualKind } from './row-kinds.ts';
import type { SourceDates } from './source-dates.ts';
import type { TornRows } from './torn-rows.ts';

export interface OrdinaryParts {
  readonly cells: ContactCells;
  readonly rows: Pick<TornRows, 'isIdle' | 'comesFull' | 'asksForNext'>;
  readonly writer: DesiredWriter;
  readonly gathering: Pick<Gathering, 'optIn'>;
  readonly counts: Counts;
  readonly kinds: RowKinds;
  readonly dates: Pick<SourceDates, 'isDecided'>;
  /** Told of each row that is a contact. */
  contact(cells: RowCells, line: number, msisdn: number): void;
}

/**
 * The short way for the rows that nearly all are: a mobile in digits, a key of visible ASCII, a name of letters, nobody else
 * with the number, and in all other columns what other rows have too. What those say is found out once for each combination,
 * by the long way. Nothing about what cells mean is decided here: a row is taken only where the long way finds nothing to look
 * at, and a test holds it to the same contacts, counts and warnings.
 */
export function createOrdinaryRows(parts: OrdinaryParts): OrdinaryRows {
  const { cells: read, rows, dates, writer, gathering, counts, kinds, contact } = parts;
  const isReady = () => rows.isIdle() && dates.isDecided();
  let kind = 0;
  return {
    asksForNext: rows.asksForNext,
    accepts: (cells) => {
      if (!isReady() || !read.readPhone(cells)) return false;
      kind = kinds.find(cells);
      if (kind === unusualKind) return false;
      return (kind !== unknownKind && kinds.isLeftOut(kind)) || (read.readKey(cells) && read.readName(cells));
    },
    take: (cells, line) => {
      rows.comesFull();
      if (!isReady()) return false;
      if (kind === unknownKind) kind = kinds.make(cells, line);
      if (kind === unusualKind) return false;
      if (kinds.isLeftOut(kind)) counts.filtered++;
      else {
        if (!writer.add(read, kinds.groups(kind), line)) return false;
        if (kinds.isNo(kind)) gathering.optIn(digitsOf(read.msisdn));
        contact(cells, line, read.msisdn);
      }
      counts.read++;
      if (kinds.isNo(kind)) counts.optOutValues++;
      return true;
    },
  };
}
