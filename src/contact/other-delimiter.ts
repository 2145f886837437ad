/** A delimiter that is named, and the one that a file seems to have. */
export interface OtherDelimiter {
  readonly named: string;
  readonly found: string;
}
