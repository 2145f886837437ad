import { SourceError } from '../../errors.ts';
import { sizeOfJson } from '../../json-size.ts';
import { parseJson } from '../json-numbers.ts';
import { valueAt } from './next-page.ts';

/** A record as JSON has it. */
export type Row = Readonly<Record<string, unknown>>;

/** How a page of JSON, or of JSON Lines, is read. */
export interface PageOptions {
  /** The source's name, for messages. */
  readonly name: string;
  readonly format: string;
  /** Where the list stands in the answer; the answer itself, where left out. */
  readonly records?: string | undefined;
  /** How much JSON is held in memory, in all pages. */
  readonly megabytes: number;
}

export interface ParsedPage {
  readonly rows: readonly Row[];
  /** The whole answer, in which the next page may be named. */
  readonly value: unknown;
  /** How many values it has. */
  readonly values: number;
}

/** What a megabyte of the bound stands for in values: a list of contacts has a third of it. Empty records take twenty times their size. */
const valuesPerMegabyte = 60_000;

/** Lists and objects within each other. */
const mostDepth = 1000;

/** How many values all pages may have together. */
export function valuesOf(megabytes: number): number {
  return megabytes * valuesPerMegabyte;
}

/**
 * Takes a page apart.
 *
 * @param mostValues how many values it may have: what the bound leaves of those of all pages
 * @throws SourceError when it is no JSON, has no list of records where one is looked for, or more than it may
 */
export function parsePage(options: PageOptions, bytes: Buffer, mostValues: number): ParsedPage {
  const { name, format, records } = options;
  const fault = (what: string, cause?: unknown) =>
    new SourceError(name, `${name} cannot be read: ${what}`, {
      advice: 'Nothing was changed. Look at what the URL gives: a login page, or half an answer?',
      ...(cause !== undefined && { cause }),
    });
  const noJson = (error: unknown) =>
    fault(`it is no ${format === 'json' ? 'JSON' : 'JSON Lines'}, or not whole`, error);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw noJson(error);
  }
  const values = countedValues(options, text, mostValues);
  let value: unknown;
  try {
    value =
      format === 'json'
        ? parseJson(text)
        : text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [parseJson(line)]));
  } catch (error) {
    throw noJson(error);
  }
  const list = format === 'json' && records !== undefined ? valueAt(value, records) : value;
  if (!Array.isArray(list))
    throw fault(records === undefined ? 'it is no list' : `there is no list at ${JSON.stringify(records)}`);
  // As GraphQL answers: what could be had, and beside it why the rest could not.
  const errors = valueAt(value, 'errors');
  if (Array.isArray(errors) && errors.length > 0 && errors !== list)
    throw fault('beside its list it tells of errors, so that some of the list may be missing');
  const other = list.findIndex((row) => row === null || typeof row !== 'object' || Array.isArray(row));
  if (other >= 0) throw fault(`entry ${other + 1} of its list is no record`);
  return { rows: list, value, values };
}

/** Counts the values of a page before it is taken apart. @throws SourceError for more than are left, or too many lists within each other */
function countedValues(options: PageOptions, text: string, left: number): number {
  const { name, format, megabytes } = options;
  // A page of HTML is told as what it is.
  if (format === 'json' && !/^\s*[[{]/.test(text)) return 0;
  const { values, beyond } = sizeOfJson(text, { values: left, depth: mostDepth }, format === 'jsonl');
  if (beyond === 'depth')
    throw new SourceError(
      name,
      `${name} cannot be read: it has more than ${mostDepth} lists within each other`,
      {
        advice: 'Nothing was changed. Look at what the URL gives: no list of contacts has as many.',
      },
    );
  if (beyond === 'values')
    throw new SourceError(name, `${name} has more than ${valuesOf(megabytes)} values`, {
      advice: `Nothing was changed. Is it the right list? If it is, raise the bound in the pipeline: bounds.jsonMegabytes (and bounds.megabytes, where that is less); each megabyte of it stands for ${valuesPerMegabyte} values. As CSV it is not held in memory.`,
    });
  return values;
}
