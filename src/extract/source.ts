import type { OtherDelimiter } from '../contact/other-delimiter.ts';
import type { SourceRecord } from '../contact/record.ts';
import type { OrdinaryRows } from '../contact/row-cells.ts';

/** How far the reading of a source has come. */
export interface SourceProgress {
  /** Records handed out so far. */
  readonly rows: number;
  /** Bytes read from the file so far, as they lie on the disk (compressed ones for gzip). */
  readonly bytes?: number;
  /** The file's size, where it is known. */
  readonly totalBytes?: number;
}

export interface OpenOptions {
  /** Ends the reading; the next batch throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told after every batch. */
  readonly onProgress?: (progress: SourceProgress) => void;
}

/** Where records come from (E1). Nothing is opened before {@link Source.open}. */
export interface Source {
  /** What reports call it. */
  readonly name: string;
  /** @throws SourceError when it cannot be read, with advice */
  open(options?: OpenOptions): Promise<OpenSource>;
}

/** A source whose columns are known and whose records wait to be read, once, in order (E2). */
export interface OpenSource {
  /** Column names, trimmed. A name may be empty or stand there twice. */
  readonly columns: readonly string[];
  /** Set where the columns are divided by a delimiter that was named, and the file's rows seem to be by another. */
  readonly otherDelimiter?: OtherDelimiter | undefined;
  /** The header as a row, where it spans lines of a file: rows may have been swallowed by a name (E6). */
  readonly header?: SourceRecord;
  /** Set where {@link OpenSource.batches} offers rows before records are made of them. */
  readonly offersRows?: true;
  /** True when there is not even a header: no columns, no rows. To be refused as E5, not as "no such column". */
  readonly empty: boolean;
  /** Of a regular file: when it was last written, and its size on the disk. */
  readonly file?: { readonly modifiedAt: Date; readonly bytes: number } | undefined;
  /**
   * The records, some hundred at a time, since a promise for each would be most of the work. The next batch is
   * read only when it is asked for. Leaving the loop closes the source. Can be read once.
   *
   * @param ordinary takes rows before records are made of them, where the source knows how to offer them: they are in no batch.
   *   A batch may then be empty
   * @throws SourceError when the source breaks off: no batch that came before may then be used (E2)
   */
  batches(ordinary?: OrdinaryRows): AsyncIterable<readonly SourceRecord[]>;
  /** Lets go of file or connection. May be called at any time, and twice. */
  close(): Promise<void>;
}
