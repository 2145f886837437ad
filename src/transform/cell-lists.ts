/** What a cell holds besides text: the texts of a list; a value of a program that no text can be taken out of, or a broken list. */
export type CellList = readonly string[] | 'object' | undefined;

/** An array as Postgres writes it, `{VIP,"Stockholm, Norr"}`, and a list as Python does, `['VIP', 'Guld']`. */
const postgresArray = /^\s*\{(?:(?:"(?:[^"\\]|\\.)*"|[^{}",:]*)(?:,(?!\s*\})|(?=\})))*\}\s*$/;
const pythonList = /^\s*\[\s*(?:'[^']*'\s*(?:,\s*(?=')|(?=\])))*\]\s*$/;

/** A list or object of JSON that is whole, and one that was cut, by its beginning. */
const json = /^\s*(?:\[.*\]|\{.*\})\s*$/s;
const beginsAsJson = /^\s*(?:\[\s*(?:"|\{\s*["}])|\{\s*"[^"]*"\s*:)/;

/** An array as PHP writes it, `a:1:{i:0;s:3:"VIP";}`: its beginning, and a numbered element. */
const phpArray = /^\s*[aO]:\d+:(?:"[^"]*":\d+:)?\{/;
const phpElement = /i:\d+;(?:s:\d+:"((?:[^"]|"(?!;))*)"|[id]:(-?[\d.]+));/y;

/** Reads a cell of groups; undefined where it is a text like others. */
export function cellListOf(text: string): CellList {
  if (pythonList.test(text)) return elements(text, /'([^']*)'/g);
  if (postgresArray.test(text)) return elements(text, /"((?:[^"\\]|\\.)*)"|([^",]+)/g);
  if (phpArray.test(text)) return ofPhp(text.trim());
  // What PHP makes of an array where it is to be text.
  if (/^\s*Array\s*$/.test(text)) return 'object';
  if (!json.test(text)) return beginsAsJson.test(text) ? 'object' : undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return beginsAsJson.test(text) ? 'object' : undefined;
  }
  if (!Array.isArray(value)) return 'object';
  return value.every((one) => ['string', 'number', 'boolean'].includes(typeof one))
    ? value.map(String)
    : 'object';
}

/** Whether a name is a value of a program: a list too, but not a word in braces. */
export function isValueOfProgram(text: string): boolean {
  return beginsAsJson.test(text) || phpArray.test(text);
}

function elements(text: string, quoted: RegExp): string[] {
  return [...text.trim().slice(1, -1).matchAll(quoted)].map(([, inside, plain]) =>
    inside === undefined ? (plain ?? '').trim() : inside.replace(/\\(.)/g, '$1'),
  );
}

/** The texts of a numbered array that is whole. */
function ofPhp(text: string): CellList {
  const found: string[] = [];
  let at = text.indexOf('{') + 1;
  for (;;) {
    phpElement.lastIndex = at;
    const element = phpElement.exec(text);
    if (!element) break;
    found.push(element[1] ?? element[2] ?? '');
    at = phpElement.lastIndex;
  }
  return text.slice(at) === '}' && text.startsWith(`a:${found.length}:`) ? found : 'object';
}
