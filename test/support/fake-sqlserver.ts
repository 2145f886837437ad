import { createServer, type Socket } from 'node:net';

/**
 * What of SQL Server a test can have without one: the frames of its protocol (TDS 7.4), with answers that the test gives. No SQL is
 * understood. It shows what tedious and we make of an answer, not what a real server would answer.
 */
export interface FakeSqlServer {
  readonly port: number;
  /** Every batch that came, in order. */
  readonly asked: string[];
  /** How often a query was cancelled by an attention. */
  readonly cancels: () => number;
  close(): void;
}

/** How a batch is answered; what gives nothing is answered with an empty success. */
export type FakeAnswer = (sql: string, reply: Reply) => boolean | undefined;

export interface Reply {
  send(...tokens: readonly Buffer[]): void;
  end(...tokens: readonly Buffer[]): void;
  cut(): void;
}

const text = (value: string) => Buffer.from(value, 'utf16le');
const short = (value: string) => Buffer.concat([Buffer.from([value.length]), text(value)]);
const u16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** The end of a statement. */
export const done = (status = 0) =>
  Buffer.concat([Buffer.from([0xfd]), u16(status), u16(0), Buffer.alloc(8)]);

export function error(number: number, message: string): Buffer {
  const body = Buffer.concat([
    ...[u32(number), Buffer.from([1, 16]), u16(message.length), text(message), short(''), short(''), u32(1)],
  ]);
  return Buffer.concat([Buffer.from([0xaa]), u16(body.length), body]);
}

/** A column: its name, the bytes of its type, and those of its value. */
export interface FakeColumn {
  readonly name: string;
  readonly type: Buffer;
}

export const types = {
  nvarchar: Buffer.from([0xe7, 0x40, 0x1f, 0x09, 0x04, 0xd0, 0x00, 0x34]),
  int: (bytes: number) => Buffer.from([0x26, bytes]),
  bit: Buffer.from([0x68, 1]),
  float: (bytes: number) => Buffer.from([0x6d, bytes]),
  decimal: (precision: number, scale: number) => Buffer.from([0x6a, 17, precision, scale]),
  money: Buffer.from([0x6e, 8]),
  date: Buffer.from([0x28]),
  datetime: Buffer.from([0x6f, 8]),
  datetime2: Buffer.from([0x2a, 3]),
  varbinary: Buffer.from([0xa5, 0x40, 0x1f]),
  binary: Buffer.from([0xad, 16, 0]),
  guid: Buffer.from([0x24, 16]),
};

export const values = {
  nvarchar: (value: string | null) =>
    value === null ? u16(0xffff) : Buffer.concat([u16(value.length * 2), text(value)]),
  none: Buffer.from([0]),
  sized: (bytes: Buffer) => Buffer.concat([Buffer.from([bytes.length]), bytes]),
  binary: (bytes: Buffer) => Buffer.concat([u16(bytes.length), bytes]),
};

export function columns(...all: readonly FakeColumn[]): Buffer {
  const each = all.map(({ name, type }) => Buffer.concat([u32(0), u16(1), type, short(name)]));
  return Buffer.concat([Buffer.from([0x81]), u16(all.length), ...each]);
}

export const row = (...cells: readonly Buffer[]) => Buffer.concat([Buffer.from([0xd1]), ...cells]);

export async function startFakeSqlServer(answer: FakeAnswer): Promise<FakeSqlServer> {
  const asked: string[] = [];
  let cancels = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    const reply: Reply = {
      send: (...tokens) => void socket.write(packet(Buffer.concat(tokens), false)),
      end: (...tokens) => void socket.write(packet(Buffer.concat(tokens), true)),
      cut: () => socket.destroy(),
    };
    let held = Buffer.alloc(0);
    let message = Buffer.alloc(0);
    socket.on('data', (data) => {
      held = Buffer.concat([held, data]);
      while (held.length >= 8 && held.length >= held.readUInt16BE(2)) {
        const size = held.readUInt16BE(2);
        message = Buffer.concat([message, held.subarray(8, size)]);
        const [type, isLast] = [held[0], ((held[1] as number) & 1) === 1];
        held = held.subarray(size);
        if (!isLast) continue;
        const body = message;
        message = Buffer.alloc(0);
        if (type === 0x12) reply.end(prelogin);
        else if (type === 0x10) reply.end(loginAck, done());
        else if (type === 0x06) {
          cancels++;
          reply.end(done(0x20));
        } else {
          const sql = body.subarray(body.readUInt32LE(0)).toString('utf16le');
          asked.push(sql);
          if (!answer(sql, reply)) reply.end(done());
        }
      }
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as { port: number }).port,
    asked,
    cancels: () => cancels,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

function packet(body: Buffer, isLast: boolean): Buffer {
  const pieces: Buffer[] = [];
  for (let from = 0; from === 0 || from < body.length; from += 4000) {
    const piece = body.subarray(from, from + 4000);
    const header = Buffer.alloc(8);
    header[0] = 0x04;
    header[1] = isLast && from + 4000 >= body.length ? 1 : 0;
    header.writeUInt16BE(piece.length + 8, 2);
    pieces.push(header, piece);
  }
  return Buffer.concat(pieces);
}

/** Version 16, and no TLS. */
const prelogin = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, 2]);

const loginAck = (() => {
  const body = Buffer.concat([
    Buffer.from([1, 0x74, 0, 0, 4]),
    short('Microsoft SQL Server'),
    Buffer.from([16, 0, 0, 0]),
  ]);
  return Buffer.concat([Buffer.from([0xad]), u16(body.length), body]);
})();
