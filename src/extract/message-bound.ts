import type pg from 'pg';
import { SourceError } from '../errors.ts';

/** The most that a message of the server may be long: a row, with all of its columns. */
const longestMb = 256;

/** A kind of one byte, and the length of the rest, which counts its own four. */
const headBytes = 5;

/**
 * Ends a session whose server sends, or announces, a message of more than 256 MB. pg gathers a message whole, in a buffer that doubles: one
 * of two gigabytes ends the process.
 *
 * @param name the source's name, for the error that the session ends with
 * @param client not connected yet
 */
export function boundMessages(name: string, client: pg.Client): void {
  const { connection } = client as unknown as { readonly connection: Connection };
  const attach = connection.attachListeners;
  connection.attachListeners = (stream) => {
    const isTooLong = lengthWatch();
    stream.on('data', (piece: Buffer) => {
      if (isTooLong(piece)) stream.destroy(tooLong(name));
    });
    attach.call(connection, stream);
  };
}

/** What pg's types do not tell: where it begins to read messages from its socket, the one under TLS too. */
interface Connection {
  attachListeners(stream: NodeJS.ReadableStream & { destroy(error: Error): void }): void;
}

/** Walks from message to message over all pieces that it is given; true once one of them is too long. */
function lengthWatch(): (piece: Buffer) => boolean {
  /** How much of the message at hand is still to come, from the beginning of the next piece. */
  let left = 0;
  let head = Buffer.alloc(0);
  return (piece) => {
    if (left >= piece.length) {
      left -= piece.length;
      return false;
    }
    const bytes = head.length > 0 ? Buffer.concat([head, piece]) : piece;
    let at = left;
    while (at + headBytes <= bytes.length) {
      const length = bytes.readUInt32BE(at + 1);
      if (length > longestMb * 1024 * 1024) return true;
      at += 1 + length;
    }
    left = Math.max(0, at - bytes.length);
    head = Buffer.from(bytes.subarray(Math.min(at, bytes.length)));
    return false;
  };
}

function tooLong(name: string): SourceError {
  return new SourceError(name, `${name}: the server sends a row of more than ${longestMb} MB`, {
    advice:
      'Nothing was planned. Select only the columns that the pipeline names: a column with files or pictures in it may be that long.',
  });
}
