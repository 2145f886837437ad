import { type Consent, consentStates, type KnownConsent } from '../contact/consent.ts';
import { sized } from '../contact/sized.ts';
import type { Shared } from './columns.ts';
import { Ids } from './ids.ts';
import type { Columns } from './number-map.ts';

/** No day. */
export const dayless = -0x8000_0000;

/** So many different cells are kept as texts besides. */
const mostTexts = 1000;

/** What sources say of consent: seventeen bytes a number. A pipeline that asks for none has no such table. */
export class ConsentColumns implements Columns<Consent> {
  readonly shared: Shared;
  states = new Uint8Array(0);
  days = new Int32Array(0);
  #values = new Uint32Array(0);
  #lines = new Uint32Array(0);
  /** Most cells say one of a few things. */
  readonly #texts = new Map<number, string>();

  constructor(shared: Shared) {
    this.shared = shared;
  }

  reserve(rows: number): void {
    this.states = sized(this.states, rows);
    this.days = sized(this.days, rows);
    this.#values = sized(this.#values, rows);
    this.#lines = sized(this.#lines, rows);
  }

  write(id: number, { state, at, value, line }: Consent): void {
    this.states[id] = consentStates.indexOf(state);
    this.days[id] = at ?? dayless;
    this.#values[id] = this.shared.texts.idOf(value);
    this.#lines[id] = line;
  }

  read(id: number): Consent {
    const at = this.days[id] as number;
    return {
      state: consentStates[this.states[id] as number] as Consent['state'],
      ...(at !== dayless && { at }),
      value: this.#text(this.#values[id] as number),
      line: this.#lines[id] as number,
    };
  }

  #text(id: number): string {
    const known = this.#texts.get(id);
    if (known !== undefined) return known;
    const text = this.shared.texts.text(id);
    if (this.#texts.size < mostTexts) this.#texts.set(id, text);
    return text;
  }
}

/** What the ledger knows of consent. */
export class KnownConsentColumns implements Columns<KnownConsent> {
  readonly shared: Shared;
  states = new Uint8Array(0);
  days = new Int32Array(0);
  untils = new Int32Array(0);
  readonly #since = new Ids();
  readonly groups = new Ids();

  constructor(shared: Shared) {
    this.shared = shared;
  }

  reserve(rows: number): void {
    this.states = sized(this.states, rows);
    this.days = sized(this.days, rows);
    this.untils = sized(this.untils, rows);
    this.#since.reserve(rows);
    this.groups.reserve(rows);
  }

  write(id: number, { state, at, until, since, groups }: KnownConsent): void {
    this.states[id] = consentStates.indexOf(state);
    this.days[id] = at ?? dayless;
    this.untils[id] = until ?? dayless;
    this.#since.set(id, this.shared.labels.idOf(since));
    this.groups.set(id, this.shared.lists.idOf(groups));
  }

  read(id: number): KnownConsent {
    const [at, until] = [this.days[id] as number, this.untils[id] as number];
    return {
      state: consentStates[this.states[id] as number] as KnownConsent['state'],
      ...(at !== dayless && { at }),
      ...(until !== dayless && { until }),
      since: this.shared.labels.text(this.#since.at(id)),
      groups: this.shared.lists.list(this.groups.at(id)),
    };
  }
}

/** Lists of groups by number. */
export class ListColumns implements Columns<readonly string[]> {
  readonly shared: Shared;
  readonly lists = new Ids();

  constructor(shared: Shared) {
    this.shared = shared;
  }

  reserve(rows: number): void {
    this.lists.reserve(rows);
  }

  write(id: number, list: readonly string[]): void {
    this.lists.set(id, this.shared.lists.idOf(list));
  }

  read(id: number): readonly string[] {
    return this.shared.lists.list(this.lists.at(id));
  }
}
