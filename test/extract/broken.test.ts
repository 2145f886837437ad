import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { csvSource } from '../../src/extract/csv.ts';
import { xlsxSource } from '../../src/extract/xlsx/xlsx.ts';
import { cut, readAll, readCsv } from './read.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jojka-extract-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function failure(reading: Promise<unknown>): Promise<SourceError> {
  const error = await reading.then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SourceError);
  const failed = error as SourceError;
  expect(failed.exitCode).toBe(1);
  expect(failed.source).toBe('list.csv');
  expect(failed.advice).toBeTruthy();
  return failed;
}

const readFile = async (path: string) => readAll(await csvSource({ name: 'list.csv', path }).open());

describe('files that cannot be opened', () => {
  test('no such file, a directory', async () => {
    expect((await failure(readFile(join(folder, 'none.csv')))).message).toMatch(/no such file/);
    await writeFile(join(folder, 'plain.csv'), 'a\n');
    expect((await failure(readFile(join(folder, 'plain.csv', 'x.csv')))).message).toMatch(/no such file/);
    await mkdir(join(folder, 'sub'));
    expect((await failure(readFile(join(folder, 'sub')))).message).toMatch(/is a directory/);
  });

  test.skipIf(process.getuid?.() === 0)('no permission', async () => {
    const path = join(folder, 'secret.csv');
    await writeFile(path, 'a\n');
    await chmod(path, 0);
    expect((await failure(readFile(path))).message).toMatch(/may not be read/);
  });

  test('standard input that breaks', async () => {
    const stdin = Readable.from(
      (function* () {
        yield Buffer.from('a;b\n1;2\n');
        throw new Error('EPIPE');
      })(),
    );
    const open = csvSource({ name: 'list.csv', path: '-', stdin }).open();
    expect((await failure(open)).message).toMatch(/standard input: EPIPE/);
  });
});

describe('files that are no CSV', () => {
  test.each<[string, Buffer | string, RegExp, RegExp]>([
    ['xlsx', 'PK\x03\x04\x14\x00', /Excel workbook/, /type: xlsx/],
    ['xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /old Excel/, /save it as CSV/],
    ['PDF', '%PDF-1.7\n', /a PDF/, /CSV/],
    ['a login page', '\n<!DOCTYPE html><html><body>Logga in</body></html>', /web page/, /login/],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1]), /zstd/, /gzip/],
    ['NUL bytes', Buffer.from('a;b\n1;\0\0\0\n'), /binary.*byte 7, line 2/, /Export it again/],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]),
      /binary/,
      /Export/,
    ],
  ])('%s', async (_name, content, message, advice) => {
    const failed = await failure(readCsv(content as string));
    expect(failed.message).toMatch(message);
    expect(failed.advice).toMatch(advice);
  });

  test('NUL bytes far into the file, as a crash leaves them', async () => {
    const bytes = Buffer.concat([Buffer.from(`a;b\n${'1;2\n'.repeat(50_000)}`), Buffer.alloc(4096)]);
    expect((await failure(readCsv(bytes))).message).toMatch(/byte 200005, line 50002/);
  });

  test('a row without end', async () => {
    expect((await failure(readCsv(`a;b\n1;${'x'.repeat(3_000_000)}`))).message).toMatch(/line 2 has no end/);
  });
});

describe('gzip', () => {
  const text = `Namn;Ort\r\n${'Åsa;Växjö\r\n'.repeat(30_000)}`;

  test('is told by its content, from a file of any name and from standard input', async () => {
    const path = join(folder, 'packed.csv');
    await writeFile(path, gzipSync(text));
    expect((await readFile(path)).rows).toHaveLength(30_000);
    expect((await readCsv(cut(gzipSync(text), [1, 2, 500]))).rows.at(-1)).toEqual([30_001, 'Åsa', 'Växjö']);
  });

  test('several members one behind the other are one file', async () => {
    const packed = Buffer.concat([gzipSync('a;b\n1;2\n'), gzipSync('3;4\n')]);
    expect((await readCsv(packed)).rows).toHaveLength(2);
  });

  test('a gz of nothing is empty; a name alone makes no gzip', async () => {
    expect((await readCsv(gzipSync(''))).empty).toBe(true);
    await writeFile(join(folder, 'plain.csv.gz'), 'a;b\n1;2\n');
    expect((await readFile(join(folder, 'plain.csv.gz'))).rows).toHaveLength(1);
  });

  test('cut off or damaged', async () => {
    const packed = gzipSync(text);
    expect((await failure(readCsv(packed.subarray(0, packed.length - 20)))).message).toMatch(
      /ends too early/,
    );
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 40, 60);
    expect((await failure(readCsv(damaged))).message).toMatch(/is damaged/);
  });

  describe('cut so short that it looks like nothing is no empty list (E6)', () => {
    test('a first byte alone, also from standard input', async () => {
      const error = await failure(readCsv(Buffer.from([0x1f])));
      expect(error).toMatchObject({ exitCode: 1, message: 'list.csv: the gzip file ends too early' });
    });

    test.each([
      ['gz', 0, 'the gzip file ends too early'],
      ['GZ', 0, 'the gzip file ends too early'],
      ['gzip', 0, 'the gzip file ends too early'],
      ['csv', 1, 'the gzip file ends too early'],
      ['csv.gz', 2, 'the gzip file ends too early'],
      ['csv.gz', 19, 'the gzip file ends too early'],
      ['xlsx', 0, 'the workbook ends too early: it has not one byte'],
      ['XLSM', 0, 'the workbook ends too early: it has not one byte'],
    ])('a file .%s of %i bytes', async (ending, length, message) => {
      const path = join(folder, `cut-${length}.${ending}`);
      await writeFile(path, gzipSync('').subarray(0, length));
      const error = await failure(readFile(path));
      expect(error).toMatchObject({ exitCode: 1 });
      expect(error.message).toContain(message);
    });

    test('a file of no bytes with any other name is an empty list, as gzip of nothing is', async () => {
      for (const [file, bytes] of [
        ['none.csv', Buffer.alloc(0)],
        ['none.csv.gz', gzipSync('')],
      ] as const) {
        await writeFile(join(folder, file), bytes);
        expect((await readFile(join(folder, file))).empty).toBe(true);
      }
    });

    test.each([1, 2, 3])('a workbook of %i bytes', async (length) => {
      const path = join(folder, `cut-${length}.xlsx`);
      await writeFile(path, Buffer.from('PK\x03\x04').subarray(0, length));
      await expect(xlsxSource({ name: 'list.xlsx', path }).open()).rejects.toMatchObject({ exitCode: 1 });
    });
  });

  describe('nothing but another member may follow a member (E2)', () => {
    const [first, second] = [gzipSync('a;b\n1;2\n'), gzipSync('3;4\n')];
    const whole = Buffer.concat([first, second]);
    const changed = (at: number) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 0xff;
      return bytes;
    };
    const zeros = /has zeros from byte \d+ on/;
    const told: [string, Buffer, RegExp][] = [
      ['zeros in place of the second member', Buffer.concat([first, Buffer.alloc(second.length)]), zeros],
      ...[1, 2, 17, 512 - first.length, 10_240, 200_000].map((count): [string, Buffer, RegExp] => [
        `${count} zeros behind the first`,
        Buffer.concat([first, Buffer.alloc(count)]),
        zeros,
      ]),
      [
        'zeros between the members',
        Buffer.concat([first, Buffer.alloc(70_000), second]),
        new RegExp(`zeros from byte ${first.length + 1} on`),
      ],
      ['zeros behind all', Buffer.concat([whole, Buffer.alloc(40)]), zeros],
      ['zeros in its tail', Buffer.concat([whole.subarray(0, -12), Buffer.alloc(12)]), /is damaged/],
      ['text behind', Buffer.concat([first, Buffer.from('3;4\n')]), /is damaged/],
      ['one byte behind', Buffer.concat([first, Buffer.from([0x1f])]), /ends too early|is damaged/],
      ['a wrong checksum in the first', changed(first.length - 8), /is damaged/],
      ['a wrong size in the first', changed(first.length - 4), /is damaged/],
      ['a wrong checksum in the second', changed(whole.length - 8), /is damaged/],
      ['a wrong size in the second', changed(whole.length - 4), /is damaged/],
    ];
    // In one piece, in single bytes, and cut where the first member ends.
    const pieces = (bytes: Buffer) => [
      [bytes],
      cut(bytes, [first.length]),
      ...(bytes.length < 1000 ? [[...bytes].map((byte) => Buffer.from([byte]))] : []),
    ];

    test.each(told)('%s', async (_, bytes, message) => {
      for (const given of pieces(bytes)) expect((await failure(readCsv(given))).message).toMatch(message);
      const path = join(folder, 'members.csv.gz');
      await writeFile(path, bytes);
      expect((await failure(readFile(path))).message).toMatch(message);
    });

    test('cut at any byte save where a member ends', async () => {
      for (let at = 2; at < whole.length; at++)
        for (const given of pieces(whole.subarray(0, at)))
          if (at === first.length) expect((await readCsv(given)).rows).toEqual([[2, '1', '2']]);
          else expect((await failure(readCsv(given))).message, String(at)).toMatch(/too early|damaged/);
    });

    test('a member of nothing is one', async () => {
      for (const given of pieces(Buffer.concat([first, gzipSync(''), second, gzipSync('')])))
        expect((await readCsv(given)).rows).toHaveLength(2);
    });
  });
});

describe('a file that is another by the time it has been read (E2, E6)', () => {
  const long = `a;b\n${'1;Anna\n'.repeat(100_000)}`;

  async function readWhile(path: string, meanwhile: () => Promise<unknown>): Promise<number> {
    const source = await csvSource({ name: 'list.csv', path }).open();
    let rows = 0;
    for await (const batch of source.batches()) {
      if (rows === 0) await meanwhile();
      rows += batch.length;
    }
    return rows;
  }

  test.each<[string, (path: string) => Promise<unknown>]>([
    ['truncated', (path) => truncate(path, 300_000)],
    ['written to', (path) => appendFile(path, '2;Bo\n')],
    [
      'written to and put away',
      async (path) => {
        await appendFile(path, '2;Bo\n');
        await rename(path, `${path}.done`);
      },
    ],
    [
      'written anew, and replaced by another',
      async (path) => {
        await writeFile(path, 'x'.repeat(400_000));
        await rename(path, `${path}.old`);
        await writeFile(path, 'a;b\n1;2\n');
      },
    ],
    ['written anew, of the same length', (path) => writeFile(path, long.replaceAll('Anna', 'Berg'))],
  ])('%s: the run ends, and nothing is planned from it', async (_name, meanwhile) => {
    const path = join(folder, 'changing.csv');
    await writeFile(path, long);
    // A file's time has milliseconds.
    await setTimeout(5);
    const failed = await failure(readWhile(path, () => meanwhile(path)));
    expect(failed.message).toMatch(/changed while it was read/);
  });

  test.each<[string, (path: string) => Promise<unknown>]>([
    ['another in its place', async (path) => rename(join(folder, 'next.csv'), path)],
    ['taken away', (path) => rm(path)],
  ])('%s: what was opened is read whole', async (_name, meanwhile) => {
    const path = join(folder, 'replaced.csv');
    await writeFile(path, long);
    await writeFile(join(folder, 'next.csv'), 'a;b\n1;2\n');
    expect(await readWhile(path, () => meanwhile(path))).toBe(100_000);
  });
});

describe('what gives nothing, or never ends', () => {
  test('a pipe into which nobody writes ends the run, and so does a signal', async () => {
    const open = (limits: { stallSeconds: number }, signal?: AbortSignal) => {
      const path = join(folder, `pipe-${signal ? 1 : 2}`);
      execFileSync('mkfifo', [path]);
      return csvSource({ name: 'list.csv', path, limits }).open(signal ? { signal } : {});
    };
    expect((await failure(open({ stallSeconds: 0.2 }))).message).toMatch(
      /gives nothing: not a byte in 0.2 s/,
    );
    await expect(open({ stallSeconds: 60 }, AbortSignal.timeout(100))).rejects.toThrow(/aborted/);
  });

  test('standard input that says nothing more', async () => {
    const stdin = new Readable({ read() {} });
    stdin.push('a;b\n1;2\n');
    const source = csvSource({ name: 'list.csv', path: '-', stdin, limits: { stallSeconds: 0.2 } });
    expect((await failure(source.open())).message).toMatch(/gives nothing/);
  });

  test('a gzip that unpacks to more than any list does', async () => {
    const bomb = gzipSync(Buffer.alloc(24 * 1024 * 1024, `${'x'.repeat(999)}\n`));
    expect((await failure(readCsv(bomb))).message).toMatch(/unpacks to more than 100 times its size/);
  });
});

describe('a file is whole or it is nothing (E6)', () => {
  test.each<[string, string, RegExp]>([
    ['within a row', 'a;b;c\n1;2;3\n2;An', /ends within line 3/],
    ['within a row, all rows being short by one', 'a;b;c\n1;2\n2;3\n4', /ends within line 4/],
    ['within the first row', 'a;b;c\n1;2', /ends within line 2/],
    ['with white space behind it', 'a;b;c\n1;2;3\n2;An  ', /ends within line 3/],
    ['behind a row of several lines', 'a;b;c\n1;"x\ny";3\n2', /ends within line 4/],
  ])('cut %s', async (_name, text, message) => {
    const bytes = Buffer.from(text);
    for (let at = 1; at < bytes.length; at += 1)
      expect((await failure(readCsv(cut(bytes, [at])))).message).toMatch(message);
  });

  test.each<[string, string]>([
    ['the last row is whole', 'a;b;c\n1;2;3\n4;5;6'],
    ['a short row has its line end', 'a;b;c\n1;2;3\n4;5\n'],
    ['all rows are as short', 'a;b;c\n1;2\n4;5'],
    ['blank lines behind it', 'a;b;c\n1;2;3\n4;5;6\n\n  '],
    ['one column', 'a\n1\n2'],
    ['nothing but a header', 'a;b;c'],
  ])('not cut: %s', async (_name, text) => {
    await expect(readCsv(text)).resolves.toMatchObject({ columns: expect.any(Array) });
  });

  test('a row that spans lines carries them along, as rows would have their fields', async () => {
    const stdin = Readable.from(['a;b\n"x;1\r\ny;2\nz";"k;l"\n1;2\n']);
    const source = await csvSource({ name: 'list.csv', path: '-', stdin }).open();
    const records = [];
    for await (const batch of source.batches()) records.push(...batch);
    expect(records.map(({ spans }) => spans)).toEqual([
      [
        ['x', '1'],
        ['y', '2'],
        ['z', 'k;l'],
      ],
      undefined,
    ]);
  });
});

describe('broken quotes lose nothing in silence (E2)', () => {
  const filler = '8;Anna;Lund\n'.repeat(20_000);

  test.each<[string, string, RegExp]>([
    ['never closed', 'a;b;c\n1;x;y\n2;"Kalle;z\n3;x;y\n', /on line 3 is never closed/],
    [
      'never closed, on the second line of its row',
      'a;b;c\n1;"x\ny";"z\n3;x;y\n',
      /on line 3 is never closed/,
    ],
    [
      'never closed, with a large file behind it',
      `a;b;c\n1;"Kalle;z\n${filler}`,
      /on line 2 is never closed/,
    ],
    [
      'never closed, as far as is looked',
      `a;b;c\n1;"Kalle;z\n${'x'.repeat(2 ** 21)}`,
      /on line 2 is not closed within 1 MiB/,
    ],
    ['closed too early', 'a;b;c\n1;"Kalle" Ek;z\n3;x;y\n', /on line 2 holds a quotation mark/],
    ['closed too early, with quotes behind it', 'a;b;c\n1;"Kalle" Ek;z\n3;"x";y\n', /on line 2 holds/],
    [
      'closed too early, far into the file',
      `a;b;c\n${filler}1;"Kalle" Ek;z\n${filler}`,
      /on line 20002 holds/,
    ],
    ['the last field', 'a;b;c\n1;2;"', /on line 2 is never closed/],
    [
      'two that swallow the rows between them',
      'a;b;c\n1;"Kalle;z\n2;x;y\n3;Ek";z\n4;x;y\n',
      /lines 2 to 4 .* swallowed/,
    ],
    [
      'two in a row that comes out longer',
      'a;b;c\n1;"Kalle;z\n2;x;y\n3;x;Ek";z;w\n',
      /lines 2 to 4 .* swallowed/,
    ],
  ])('%s', async (_name, text, message) => {
    expect((await failure(readCsv(text))).message).toMatch(message);
    if (text.length < 200) {
      for (let at = 1; at < text.length; at += 1)
        expect((await failure(readCsv(cut(Buffer.from(text), [at])))).message).toMatch(message);
    }
  });

  test.each<[string, string, readonly unknown[]]>([
    ['a mark in the middle of a field', 'a;b\n1;5" skruv "x"\n', [2, '1', '5" skruv "x"']],
    ['a doubled mark', 'a;b\n1;"Karl ""Kalle"" Ek"\n', [2, '1', 'Karl "Kalle" Ek']],
    ['white space behind a field', 'a;b\n"1" ;"x"  \n', [2, '1', 'x']],
    [
      'a comment of several lines with semicolons',
      'a;b;c\n1;x;"Hej; då\n\nring; igen"\n',
      [2, '1', 'x', 'Hej; då\n\nring; igen'],
    ],
    [
      'the same in a row that is too short',
      'a;b;c\n1;"Hej; då\nring; igen"\n',
      [2, '1', 'Hej; då\nring; igen'],
    ],
    ['a field that the end of the file closes', 'a;b\n1;"x"', [2, '1', 'x']],
  ])('not broken: %s', async (_name, text, row) => {
    for (let at = 1; at < text.length; at += 1)
      expect((await readCsv(cut(Buffer.from(text), [at]))).rows).toEqual([row]);
  });
});
