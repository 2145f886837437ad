import { crc32, deflateRawSync } from 'node:zlib';

/** Workbooks for tests, written by hand, so that every byte of them can be as it should not be. */

/** A file within a zip archive; what it says of itself may be untrue. */
export interface ZipFile {
  readonly name: string;
  readonly content: string | Buffer;
  readonly isStored?: boolean;
  /** What the directory says that it unpacks to. */
  readonly claimedSize?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
}

export function zip(files: readonly ZipFile[]): Buffer {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const { name, content, isStored, claimedSize, flags = 0, method, crc } of files) {
    const raw = Buffer.isBuffer(content) ? content : Buffer.from(content);
    const packed = isStored ? raw : deflateRawSync(raw);
    const title = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(flags, 2);
    facts.writeUInt16LE(method ?? (isStored ? 0 : 8), 4);
    facts.writeUInt32LE(crc ?? crc32(raw), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(claimedSize ?? raw.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, title, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, place, title]));
    bodies.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, directory, end]);
}

/** A cell as a workbook keeps it: its XML without address, or a text, a number, a truth value; undefined for none. */
export type Cell =
  | string
  | number
  | boolean
  | undefined
  | { readonly xml: string }
  | { readonly number: number; readonly style: number };

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function xmlText(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => escapes[sign] as string);
}

function columnName(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? columnName(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';

/** A sheet's XML; texts stand within it, or are shared through the list given. */
export function sheetXml(rows: readonly (readonly Cell[])[], shared?: string[]): string {
  const cellXml = (cell: Cell, address: string): string => {
    if (cell === undefined) return '';
    if (typeof cell === 'number') return `<c r="${address}"><v>${cell}</v></c>`;
    if (typeof cell === 'boolean') return `<c r="${address}" t="b"><v>${cell ? 1 : 0}</v></c>`;
    if (typeof cell === 'object')
      return 'xml' in cell
        ? cell.xml.replace('<c', `<c r="${address}"`)
        : `<c r="${address}" s="${cell.style}"><v>${cell.number}</v></c>`;
    if (!shared)
      return `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${xmlText(cell)}</t></is></c>`;
    const known = shared.indexOf(cell);
    const index = known < 0 ? shared.push(cell) - 1 : known;
    return `<c r="${address}" t="s"><v>${index}</v></c>`;
  };
  const lines = rows.map(
    (row, at) =>
      `<row r="${at + 1}">${row.map((cell, column) => cellXml(cell, `${columnName(column)}${at + 1}`)).join('')}</row>`,
  );
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet ${main}><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

export interface WorkbookParts {
  /** The XML of each sheet, by its name, in order. */
  readonly sheets: Readonly<Record<string, string>>;
  readonly hidden?: readonly string[];
  readonly shared?: readonly string[];
  /** Number formats of cell styles 1, 2, …; 0 is plain. */
  readonly formats?: readonly string[];
  readonly is1904?: boolean;
}

/** The files of a workbook, to be packed, or spoilt before. */
export function workbookFiles({
  sheets,
  hidden = [],
  shared,
  formats = [],
  is1904,
}: WorkbookParts): ZipFile[] {
  const names = Object.keys(sheets);
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  return [
    {
      name: '_rels/.rels',
      content: `<Relationships ${packageRelations}>${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `<workbook ${main} xmlns:r="${office}"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets>${names
        .map(
          (name, at) =>
            `<sheet name="${xmlText(name)}" sheetId="${at + 7}"${hidden.includes(name) ? ' state="hidden"' : ''} r:id="s${at + 1}"/>`,
        )
        .join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships ${packageRelations}>${names
        .map((_, at) => relation(`s${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`))
        .join(
          '',
        )}${relation('x1', 'styles', 'styles.xml')}${shared ? relation('x2', 'sharedStrings', 'sharedStrings.xml') : ''}</Relationships>`,
    },
    {
      name: 'xl/styles.xml',
      content: `<styleSheet ${main}><numFmts>${formats
        .map((format, at) => `<numFmt numFmtId="${170 + at}" formatCode="${xmlText(format)}"/>`)
        .join(
          '',
        )}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats
        .map((_, at) => `<xf numFmtId="${170 + at}"/>`)
        .join('')}</cellXfs></styleSheet>`,
    },
    ...(shared
      ? [
          {
            name: 'xl/sharedStrings.xml',
            content: `<sst ${main}>${shared.map((text) => `<si><t xml:space="preserve">${xmlText(text)}</t></si>`).join('')}</sst>`,
          },
        ]
      : []),
    ...names.map((name, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      content: sheets[name] as string,
    })),
  ];
}

/** A workbook with one sheet of these rows. */
export function workbook(
  rows: readonly (readonly Cell[])[],
  parts: Omit<WorkbookParts, 'sheets' | 'shared'> & { readonly isShared?: boolean } = {},
): Buffer {
  const shared: string[] | undefined = parts.isShared ? [] : undefined;
  const xml = sheetXml(rows, shared);
  return zip(workbookFiles({ ...parts, sheets: { Kunder: xml }, ...(shared && { shared }) }));
}
