import { SourceError } from '../../errors.ts';
import type { RowGroup } from '../csv-record.ts';
import { boundedText, isoDateText, type NumberStyle, numberText, unescaped } from './cell-text.ts';
import { readXml } from './xml.ts';
import { damaged } from './zip.ts';

/** What the cells of a sheet refer to. */
export interface SheetContext {
  readonly texts: readonly string[];
  readonly styles: readonly NumberStyle[];
  readonly isFrom1904: boolean;
  /** More columns than this are the wrong file. */
  readonly mostColumns: number;
}

/** The last row that a sheet can have. */
const lastRow = 1_048_576;

/** What stands for a formula that was never calculated, as Excel writes it for one that it cannot calculate. */
const uncalculated = '#CALC!';

/**
 * The rows of a sheet as groups of such as follow each other, each with the number that Excel shows beside it.
 *
 * @throws SourceError when the sheet is damaged, wider than a list is, or full to its last row
 */
export async function* sheetRows(
  source: string,
  part: string,
  chunks: AsyncIterable<Buffer>,
  context: SheetContext,
): AsyncGenerator<RowGroup> {
  const reading = new SheetReading(source, context);
  for await (const _ of readXml(source, part, chunks, reading)) yield* reading.take();
  const { isWhole, line } = reading;
  if (!isWhole) throw damaged(source, `its part ${part} has no rows, or ends within them`);
  if (line === lastRow)
    throw new SourceError(
      source,
      `${source} is full: it has a row ${lastRow.toLocaleString('en-US')}, the last that a sheet can have`,
      {
        advice:
          'What came after it is lost, and whoever was there would be taken for absent. Export it as CSV, which has no such end.',
      },
    );
}

/** A cell as it is being read. */
interface Cell {
  readonly type: string;
  readonly style: number;
  value?: string;
  inline: string;
  isFormula: boolean;
}

type Attributes = () => Readonly<Record<string, string>>;

/** What has been read of a sheet up to now. */
class SheetReading {
  /** The row that was begun last. */
  line = 0;
  /** Whether the end of the rows has come. */
  isWhole = false;
  readonly #source: string;
  readonly #context: SheetContext;
  #groups: { rows: string[][]; line: number }[] = [];
  #row: string[] | undefined;
  #column = 0;
  #cell: Cell | undefined;
  #into: 'value' | 'inline' | undefined;
  /** Within what says how a text is spoken. */
  #spoken = 0;

  constructor(source: string, context: SheetContext) {
    this.#source = source;
    this.#context = context;
  }

  /** Takes the rows that are complete. */
  *take(): Generator<RowGroup> {
    // The last row may go on in the next piece.
    const open = this.#row && this.#groups.at(-1)?.rows.pop();
    const done = this.#groups.filter(({ rows }) => rows.length > 0);
    this.#groups = open ? [{ rows: [open], line: this.line }] : [];
    for (const { rows, line } of done) yield { rows, line, multiline: false, isUnended: false };
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'row') this.#beginRow(attributes);
    else if (name === 'c') this.#beginCell(attributes);
    else if (name === 't') this.#into = 'inline';
    else if (name === 'rPh') this.#spoken++;
    else if (name === 'f' && this.#cell) this.#cell.isFormula = true;
    else if (name === 'v') {
      if (this.#cell) this.#cell.value ??= '';
      this.#into = 'value';
    }
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#into = undefined;
    else if (name === 'c') this.#endCell();
    else if (name === 'row') this.#row = undefined;
    else if (name === 'rPh') this.#spoken--;
    else if (name === 'sheetData') this.isWhole = true;
  }

  text(text: string): void {
    if (!this.#cell || this.#spoken > 0) return;
    if (this.#into === 'value') this.#cell.value += text;
    else if (this.#into === 'inline') this.#cell.inline += text;
  }

  #beginRow(attributes: Attributes): void {
    const { r } = attributes();
    const number = r === undefined ? this.line + 1 : Number(r);
    if (!Number.isInteger(number) || number <= this.line || number > lastRow)
      throw damaged(this.#source, `row ${String(r).slice(0, 20)} comes after row ${this.line}`);
    const last = this.#groups.at(-1);
    this.#row = [];
    if (last && number === this.line + 1) last.rows.push(this.#row);
    else this.#groups.push({ rows: [this.#row], line: number });
    this.line = number;
    this.#column = 0;
  }

  #beginCell(attributes: Attributes): void {
    if (!this.#row) return;
    const { r, t = 'n', s } = attributes();
    const { mostColumns } = this.#context;
    this.#column = r === undefined ? this.#column + 1 : columnOf(r);
    if (this.#column > mostColumns)
      throw new SourceError(this.#source, `${this.#source} has more than ${mostColumns} columns`, {
        advice:
          'Nothing was changed. Look whether it is the right file and sheet. If it is, raise the bound in the pipeline: bounds.columns.',
      });
    if (this.#column < 1) throw damaged(this.#source, `row ${this.line} has a cell that is in no column`);
    this.#cell = { type: t, style: Number(s ?? 0), inline: '', isFormula: false };
  }

  #endCell(): void {
    if (!this.#cell || !this.#row) return;
    const text = boundedText(cellText(this.#source, this.#cell, this.#context));
    this.#cell = undefined;
    if (text === '') return;
    while (this.#row.length < this.#column - 1) this.#row.push('');
    this.#row[this.#column - 1] = text;
  }
}

function cellText(source: string, cell: Cell, { texts, styles, isFrom1904 }: SheetContext): string {
  const { type, value, inline, isFormula } = cell;
  if (value === undefined && isFormula) return uncalculated;
  switch (type) {
    case 'inlineStr':
      return unescaped(inline);
    case 's':
      return sharedText(source, value, texts);
    case 'str':
      return unescaped(value ?? '');
    case 'b':
      return truthText(value?.trim() ?? '');
    case 'd':
      return isoDateText(value ?? '');
    case 'e':
      return value || '#VALUE!';
    default:
      if (value === undefined) return unescaped(inline);
      return numberText(value, styles[cell.style] ?? { kind: 'plain' }, isFrom1904);
  }
}

function sharedText(source: string, value: string | undefined, texts: readonly string[]): string {
  if (value === undefined || value.trim() === '') return '';
  const text = texts[Number(value)];
  if (text === undefined) throw damaged(source, 'a cell names a text that is not there');
  return text;
}

function truthText(value: string): string {
  if (value === '') return '';
  return /^(?:1|true)$/i.test(value) ? 'true' : 'false';
}

/** The column of `AB12`, from 1 on. */
function columnOf(address: string): number {
  let column = 0;
  for (let at = 0; at < address.length && at < 8; at++) {
    const code = address.charCodeAt(at) & 0xdf;
    if (code < 0x41 || code > 0x5a) break;
    column = column * 26 + code - 0x40;
  }
  return column;
}
