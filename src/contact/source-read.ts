/** A source as it was read to its end: what whoever signs a plan wants to know of where it came from. */
export interface SourceRead {
  /** As reports call it. */
  readonly name: string;
  readonly kind: 'source' | 'optOuts';
  readonly type: string;
  readonly rows: number;
  /** Of a file: its path as the pipeline names it, when it was last written (ISO 8601, UTC), and its size. */
  readonly path?: string;
  readonly modifiedAt?: string;
  readonly bytes?: number;
}
