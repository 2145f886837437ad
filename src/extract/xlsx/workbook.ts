import { posix } from 'node:path';
import { nearest } from '../../contact/nearest.ts';
import { UsageError } from '../../errors.ts';
import { boundedText, longestFormat, type NumberStyle, numberStyle, unescaped } from './cell-text.ts';
import { readAllXml, type XmlListener } from './xml.ts';
import { damaged, type Zip } from './zip.ts';

/** A sheet of a workbook, and the part that holds it. */
interface SheetPlace {
  readonly name: string;
  readonly part: string;
  readonly isHidden: boolean;
}

/** What a workbook has besides the cells of its sheets. */
export interface Workbook {
  readonly sheets: readonly SheetPlace[];
  /** Days are counted from 1904, as on the Macs of old. */
  readonly isFrom1904: boolean;
  readonly stylesPart: string | undefined;
  readonly textsPart: string | undefined;
}

interface Relation {
  readonly type: string;
  readonly target: string;
}

/** Reads what there is. @throws SourceError when it is no workbook */
export async function readWorkbook(source: string, zip: Zip): Promise<Workbook> {
  const roots = await relations(source, zip, '_rels/.rels', '');
  const part = [...roots.values()].find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  if (!zip.has(part)) throw damaged(source, 'it has no list of sheets');
  const folder = posix.dirname(part);
  const related = await relations(
    source,
    zip,
    posix.join(folder, '_rels', `${posix.basename(part)}.rels`),
    folder,
  );
  const sheets: SheetPlace[] = [];
  let isFrom1904 = false;
  await read(source, zip, part, {
    open(name, attributes) {
      if (name === 'workbookPr') isFrom1904 ||= /^(?:1|true|on)$/i.test(attributes().date1904 ?? '');
      if (name !== 'sheet') return;
      const { name: sheet = '', id = '', state = '' } = attributes();
      const place = related.get(id);
      // Others are charts and the like, which have no cells.
      if (place?.type === 'worksheet')
        sheets.push({ name: unescaped(sheet), part: place.target, isHidden: /hidden/i.test(state) });
    },
  });
  const partOf = (type: string) => [...related.values()].find((relation) => relation.type === type)?.target;
  return { sheets, isFrom1904, stylesPart: partOf('styles'), textsPart: partOf('sharedStrings') };
}

/** Finds a sheet by its name, or its position from 1 on; the first that is shown, where none is asked for. @throws UsageError */
export function findSheet(
  source: string,
  { sheets }: Workbook,
  wanted: string | number | undefined,
): SheetPlace {
  const shown = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
  if (!shown) throw damaged(source, 'it has no sheet with cells');
  if (wanted === undefined) return shown;
  const plain = (name: string) => name.normalize('NFC').trim().toLowerCase();
  const found =
    typeof wanted === 'number'
      ? sheets[wanted - 1]
      : (sheets.find(({ name }) => name === wanted) ??
        sheets.find(({ name }) => plain(name) === plain(wanted)));
  if (found) return found;
  const names = sheets.map(({ name }) => name);
  const near = typeof wanted === 'string' ? nearest(wanted, names) : undefined;
  throw new UsageError(
    `${source} has no sheet ${typeof wanted === 'number' ? `number ${wanted}` : JSON.stringify(wanted)}.`,
    {
      advice: `Nothing was changed. Its sheets are: ${names
        .slice(0, 30)
        .map((name) => JSON.stringify(name))
        .join(', ')}.${near ? ` Did you mean ${JSON.stringify(near)}?` : ''}`,
    },
  );
}

async function relations(
  source: string,
  zip: Zip,
  part: string,
  folder: string,
): Promise<Map<string, Relation>> {
  const found = new Map<string, Relation>();
  if (!zip.has(part)) return found;
  await read(source, zip, part, {
    open(name, attributes) {
      if (name !== 'Relationship') return;
      const { Id = '', Type = '', Target = '', TargetMode = '' } = attributes();
      // What lies outside of the file is never fetched.
      if (/external/i.test(TargetMode)) return;
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
      found.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target });
    },
  });
  return found;
}

/** How the numbers of each cell style are shown. */
export async function readStyles(source: string, zip: Zip, part: string | undefined): Promise<NumberStyle[]> {
  const styles: NumberStyle[] = [];
  if (part === undefined || !zip.has(part)) return styles;
  const codes = new Map<number, string>();
  let isCells = false;
  await read(source, zip, part, {
    open(name, attributes) {
      if (name === 'cellXfs') isCells = true;
      else if (name === 'numFmt') {
        const { numFmtId, formatCode = '' } = attributes();
        if (formatCode.length > longestFormat)
          throw damaged(
            source,
            `it has a number format of ${formatCode.length} characters; Excel has none of more than 255`,
          );
        codes.set(Number(numFmtId), formatCode);
      } else if (name === 'xf' && isCells) {
        const id = Number(attributes().numFmtId ?? 0);
        styles.push(numberStyle(id, codes.get(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') isCells = false;
    },
  });
  return styles;
}

/** The texts that cells name by their number. What tells how a text is spoken is left out. */
export async function readTexts(source: string, zip: Zip, part: string | undefined): Promise<string[]> {
  const texts: string[] = [];
  if (part === undefined || !zip.has(part)) return texts;
  let text = '';
  let isText = false;
  let spoken = 0;
  await read(source, zip, part, {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') spoken++;
      else if (name === 't') isText = true;
    },
    close(name) {
      if (name === 'si') texts.push(boundedText(unescaped(text)));
      else if (name === 'rPh') spoken--;
      else if (name === 't') isText = false;
    },
    text(piece) {
      if (isText && spoken === 0) text += piece;
    },
  });
  return texts;
}

async function read(source: string, zip: Zip, part: string, listener: XmlListener): Promise<void> {
  await readAllXml(source, part, zip.read(part), listener);
}
