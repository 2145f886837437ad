import type { Day } from '../contact/day.ts';
import type { Desired } from '../contact/desired.ts';
import { plainTables, type Tables } from '../table/tables.ts';
import { createConsents } from './consents.ts';
import type { DuplicateMode } from './duplicates.ts';
import { createGathering } from './gathering.ts';
import { createGroupNames } from './group-names.ts';
import type { OptOutMapping, SourceMapping } from './mapping.ts';
import { createMsisdnParser, type NumberType } from './msisdn.ts';
import { createOptOutIntake } from './opt-out-intake.ts';
import { createSourceIntake, type SourceIntake } from './source-intake.ts';

export type { SourceIntake } from './source-intake.ts';

export interface TransformSettings {
  /** Country of numbers without a country code (T1). */
  readonly region: string;
  readonly numberTypes: readonly NumberType[];
  /** Countries whose numbers pass; all, where left out. */
  readonly countries?: readonly string[] | undefined;
  readonly duplicates: DuplicateMode;
  /** What ages of dates are counted back from. */
  readonly today: Day;
  /** How many groups a record may have; any number, where left out. */
  readonly mostGroups?: number | undefined;
  /** How many characters a phone cell, a name or a group may have; 1,000, where left out. */
  readonly longestCell?: number | undefined;
  /** What the contacts are kept in; those of a run are compact. */
  readonly tables?: Tables;
}

/** Makes what the sources ask for out of their records, source after source (E1). */
export interface Transform {
  /** @throws UsageError when a configured column is not there (E3) */
  source(mapping: SourceMapping, columns: readonly string[]): SourceIntake;
  /** A source of opted-out numbers, of any type and country (T8). */
  optOuts(mapping: OptOutMapping, columns: readonly string[]): SourceIntake;
  /** How many different groups the records up to now have. */
  groups(): number;
  /** To be called once, when every source has been read to its end. */
  finish(): Desired;
}

/** Begins a transform. Pure: what `finish` gives depends on the records and their order alone. */
export function createTransform({
  region,
  numberTypes,
  countries,
  duplicates,
  today,
  mostGroups,
  longestCell,
  tables = plainTables,
}: TransformSettings): Transform {
  const parser = createMsisdnParser({ region, types: numberTypes, countries, longestCell });
  const names = createGroupNames();
  const consents = createConsents(names, tables);
  const gathering = createGathering(duplicates, names, { tables, consents });
  const intakes: SourceIntake[] = [];
  return {
    source: (mapping, columns) => {
      const parts = { parser, names, gathering, consents, mostGroups, longestCell, today };
      const intake = endedOnce(createSourceIntake(mapping, columns, parts));
      intakes.push(intake);
      return intake;
    },
    optOuts: (mapping, columns) => {
      const intake = endedOnce(createOptOutIntake(mapping, columns, { parser, gathering }));
      intakes.push(intake);
      return intake;
    },
    groups: () => names.count(),
    finish: () => {
      for (const intake of intakes) intake.end();
      return gathering.finish();
    },
  };
}

/** An intake whose end may be told twice. */
function endedOnce(intake: SourceIntake): SourceIntake {
  let isEnded = false;
  return {
    ...intake,
    end: () => {
      if (isEnded) return;
      isEnded = true;
      intake.end();
    },
  };
}
