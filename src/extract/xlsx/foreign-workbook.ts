import { SourceError } from '../../errors.ts';
import { foreignFormat } from '../encoding-evidence.ts';
import { encrypted } from './zip.ts';

/** How files of Excel 97 begin, and what Excel protects by a password. */
const oldMark = Buffer.from('d0cf11e0', 'hex');

const asXlsx = 'Open it in Excel and save it as .xlsx (Excel Workbook), and name that file.';

/** Files that tell of a zip archive what it is, where it is no .xlsx. */
const archives: readonly (readonly [RegExp, string, string])[] = [
  [
    /^(?:index\/document\.iwa|index\.zip|index\/.*\.iwa)$/i,
    'a Numbers file of a Mac (.numbers)',
    'Open it in Numbers, and make it a workbook: File, Export To, Excel.',
  ],
  [
    /^xl\/workbook\.bin$/i,
    'a binary Excel workbook (.xlsb)',
    'Open it in Excel and save it as .xlsx (Excel Workbook, not Excel Binary Workbook).',
  ],
  [
    /^(?:content\.xml|meta-inf\/manifest\.xml)$/i,
    'an OpenDocument file (.ods)',
    'Open it in LibreOffice and save it as "Excel 2007-365 (.xlsx)", or as CSV.',
  ],
  [
    /^word\/document\.xml$/i,
    'a Word document (.docx)',
    'Put the list into a workbook, and save that as .xlsx.',
  ],
];

/**
 * What a file is that is no .xlsx, with what to do about it.
 *
 * @param names the files within it, once it is known to be a zip archive
 */
export function foreignWorkbook(
  source: string,
  bytes: Buffer,
  names?: readonly string[],
): SourceError | undefined {
  const told = (what: string, advice: string) =>
    new SourceError(source, `${source} cannot be read: it is ${what}, not an Excel workbook (.xlsx)`, {
      advice,
    });
  if (names) {
    const found = archives.find(([name]) => names.some((each) => name.test(each.replaceAll('\\', '/'))));
    if (found) return told(found[1], found[2]);
    if (names.some((name) => /(?:^|[\\/])workbook\.xml$|^_rels[\\/]\.rels$/i.test(name))) return undefined;
    return told('a zip archive', 'Unpack it, and name the workbook in it.');
  }
  if (bytes.subarray(0, 4).equals(oldMark)) return oldFormat(source, bytes, told);
  if (bytes.toString('latin1', 0, 2) === 'PK') return undefined;
  const foreign = foreignFormat(bytes.subarray(0, 4096));
  if (foreign?.what.startsWith('a web page'))
    return told(
      'a web page or XML',
      `${foreign.advice} Programs also write tables of a web page and call them .xls: open it in Excel and save it as .xlsx.`,
    );
  if (foreign) return told(foreign.what.replace(', not CSV', ''), asXlsx);
  if (bytes.subarray(0, 4096).includes(0)) return told('something else', asXlsx);
  return told('text', 'If it is CSV, say so in the pipeline: type: csv.');
}

function oldFormat(
  source: string,
  bytes: Buffer,
  told: (what: string, advice: string) => SourceError,
): SourceError {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) return encrypted(source);
  return told('an old Excel workbook (.xls)', asXlsx);
}
