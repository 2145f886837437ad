import type { SourceRecord } from '../contact/record.ts';
import type { Warning } from '../contact/rejection.ts';
import { UsageError } from '../errors.ts';
import type { FindColumn } from './columns.ts';
import { createDateColumn, type DateColumn } from './date-column.ts';
import { fieldValues } from './fields.ts';
import type { SourceMapping } from './mapping.ts';
import type { SourceIntake } from './source-intake.ts';

/** How many records are looked at before the first is read. */
const ahead = 10_000;

/** The columns of dates that a source has. */
export interface SourceDates {
  /** The dates of a column; the same for all who ask for it. @throws UsageError when it is not there (E3) */
  column(name: string): DateColumn;
  /**
   * The same intake, which is given nothing before the first records were looked at: how their dates are written decides how
   * those of all are read.
   */
  lookingAhead(intake: SourceIntake): SourceIntake;
  /** Whether how dates are written is decided: the first records were looked at, or nobody asks for dates. */
  isDecided(): boolean;
  /** To be told of each record whose dates were read. @throws UsageError where it says that those before it were read in a wrong order */
  hold(record: Pick<SourceRecord, 'line'>): void;
  warnings(): Warning[];
}

export function createSourceDates(
  { source, shown = source, dates, isWorkbook = false }: SourceMapping,
  find: FindColumn,
): SourceDates {
  const columns = new Map<number, DateColumn>();
  const order = dates === 'auto' ? undefined : dates;
  const see = (record: SourceRecord) => {
    if (record.malformed) return;
    for (const [index, column] of columns) for (const text of fieldValues(record, index)) column.see(text);
  };
  let isDecided = false;
  const hold: SourceDates['hold'] = ({ line }) => {
    for (const column of columns.values()) {
      if (!column.isContradicted()) continue;
      throw new UsageError(
        `The source ${shown} writes its dates in two orders: that of line ${line} in the column "${column.name}" is of another one than those above it.`,
        {
          advice: `Nothing was changed: which day the dates above it mean cannot be told. Correct the line, or say in the pipeline in which order they stand: dates: dmy (or mdy, ymd).`,
        },
      );
    }
  };
  return {
    column: (name) => {
      const index = find(name);
      const column = columns.get(index) ?? createDateColumn({ name, shown }, { order, serials: isWorkbook });
      columns.set(index, column);
      return column;
    },
    lookingAhead: (intake) => {
      const decided = () => {
        isDecided = true;
      };
      return columns.size === 0 ? intake : lookAhead(intake, { see, hold, decided });
    },
    isDecided: () => columns.size === 0 || isDecided,
    hold,
    warnings: () => [...columns.values()].flatMap((column) => column.warnings()),
  };
}

function lookAhead(
  intake: SourceIntake,
  { see, hold, decided }: Pick<SourceDates, 'hold'> & { see(record: SourceRecord): void; decided(): void },
): SourceIntake {
  let waiting: SourceRecord[] | undefined = [];
  const goOn = () => {
    const seen = waiting ?? [];
    waiting = undefined;
    for (const record of seen) intake.add(record);
    decided();
  };
  return {
    ...intake,
    add: (record) => {
      if (!waiting) {
        intake.add(record);
        hold(record);
        return;
      }
      see(record);
      if (waiting.push(record) >= ahead) goOn();
    },
    end: () => {
      goOn();
      intake.end();
    },
    counts: () => {
      const counts = intake.counts();
      return waiting ? { ...counts, read: counts.read + waiting.length } : counts;
    },
  };
}
