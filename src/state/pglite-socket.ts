import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';

/**
 * What pg takes for a socket to a server, and is PGlite in this very process. So knex, its types and its errors are
 * the same on the embedded database as on Postgres.
 *
 * Whole messages go to PGlite, as many at once as there are; what it answers comes back as it is. `COPY … FROM STDIN`
 * is not possible this way (PGlite wants all of it in one piece), and the product has no use for it.
 */
export class PGliteSocket extends Duplex {
  readonly #db: PGlite;
  #pending: Buffer = Buffer.alloc(0);
  /** The first message has no type byte. */
  #started = false;
  /** PGlite has one session for all connections: what the last one left in it is taken away first. */
  #isFresh = false;

  constructor(db: PGlite) {
    super();
    this.#db = db;
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const end = this.#endOfMessages();
    if (end === 0) {
      done();
      return;
    }
    if (this.#db.closed) {
      done(new Error('the embedded database is closed'));
      return;
    }
    const messages = new Uint8Array(this.#pending.subarray(0, end));
    this.#pending = this.#pending.subarray(end);
    // Terminate has no answer, and PGlite stays open for the next connection.
    if (messages.length === 5 && messages[0] === terminate) {
      this.push(null);
      done();
      return;
    }
    this.#exec(messages).then(
      (answer) => {
        if (answer.length > 0) this.push(Buffer.from(answer));
        done();
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  }

  async #exec(messages: Uint8Array): Promise<Uint8Array> {
    if (!this.#isFresh) {
      this.#isFresh = true;
      for (const sql of ['rollback', 'discard all']) await this.#db.execProtocolRaw(queryMessage(sql));
    }
    return this.#db.execProtocolRaw(messages);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.push(null);
    done();
  }

  /** Where the last whole message in the buffer ends. */
  #endOfMessages(): number {
    let end = 0;
    for (;;) {
      const typeLength = this.#started ? 1 : 0;
      if (this.#pending.length < end + typeLength + 4) return end;
      const next = end + typeLength + this.#pending.readInt32BE(end + typeLength);
      if (this.#pending.length < next) return end;
      this.#started = true;
      end = next;
    }
  }
}

function queryMessage(sql: string): Uint8Array {
  const message = Buffer.alloc(sql.length + 6);
  message.write('Q');
  message.writeInt32BE(sql.length + 5, 1);
  message.write(sql, 5);
  return message;
}

const terminate = 'X'.charCodeAt(0);
