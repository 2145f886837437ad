/**
 * Reads JSON that a person wrote. Of a key that stands twice in one object the last would win in silence: what the other says would be
 * set aside, and nobody told.
 *
 * @throws Error with a clause for a person when it is no JSON, or a key stands there twice
 */
export function parseWrittenJson(text: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  const value: unknown = JSON.parse(json);
  const twice = keyGivenTwice(json);
  if (twice === undefined) return value;
  const { path, first, second } = twice;
  const lines = first === second ? `twice in line ${first}` : `twice, in the lines ${first} and ${second}`;
  throw new Error(`the key ${path} stands there ${lines}: which one counts is not guessed`);
}

/** A list or an object that is being read. */
interface Level {
  /** Where each key of an object stands; undefined for a list. */
  readonly keys: Map<string, number> | undefined;
  readonly path: string;
  /** What leads to the value that comes next in an object. */
  at: string;
  /** Which value comes next in a list. */
  item: number;
}

/** @param json a text that was parsed: nothing but its keys is looked at */
function keyGivenTwice(json: string): { path: string; first: number; second: number } | undefined {
  const outside: Level = { keys: undefined, path: '', at: '', item: 0 };
  const levels: Level[] = [];
  let text = { token: '', index: 0 };
  for (const { 0: token, index } of json.matchAll(tokens)) {
    const level = levels.at(-1) ?? outside;
    if (token.startsWith('"')) text = { token, index };
    else if ('{['.includes(token)) levels.push(levelWithin(level, token, levels.length));
    else if (']}'.includes(token)) levels.pop();
    else if (token === ',') level.item++;
    else {
      level.at = JSON.parse(text.token) as string;
      const before = level.keys?.get(level.at);
      if (before !== undefined)
        return { path: pathOfNext(level), first: lineOf(json, before), second: lineOf(json, text.index) };
      level.keys?.set(level.at, text.index);
    }
  }
  return undefined;
}

function levelWithin(level: Level, sign: string, depth: number): Level {
  const path = depth === 0 ? '' : pathOfNext(level);
  return { keys: sign === '{' ? new Map() : undefined, path, at: '', item: 1 };
}

function pathOfNext({ keys, path, at, item }: Level): string {
  if (!keys) return `${path}[${item}]`;
  const name = /^\w+$/.test(at) ? at : JSON.stringify(at);
  return path === '' ? name : `${path}.${name}`;
}

/** A string, or a sign that begins, ends or divides something. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split(/\r\n|\r|\n/).length;
}
