/** A contact as Jojka holds it, or as the sources ask for it. */
export interface Contact {
  /** Digits only, country code first, 7 to 15 of them (T1). */
  readonly msisdn: string;
  /** May be empty: the source has no name (T3). */
  readonly name: string;
  /** Group names, each once. */
  readonly groups: readonly string[];
}
