/** The fewest characters of a row: `{"msisdn":"4","name":"","groups":[]}`. */
const shortestRow = 36;

/** What a page is read into. */
export class Room {
  readonly codes: Uint16Array<ArrayBuffer>;
  readonly msisdns: Float64Array;
  readonly nameStarts: Uint32Array;
  readonly nameEnds: Uint32Array;
  readonly groupsStarts: Uint32Array;
  readonly groupsEnds: Uint32Array;

  /** @param characters of a page, at most */
  constructor(characters: number) {
    const rows = Math.floor(characters / shortestRow) + 1;
    this.codes = new Uint16Array(characters);
    this.msisdns = new Float64Array(rows);
    this.nameStarts = new Uint32Array(rows);
    this.nameEnds = new Uint32Array(rows);
    this.groupsStarts = new Uint32Array(rows);
    this.groupsEnds = new Uint32Array(rows);
  }
}

/** Rooms of pages that nobody looks at any more: a million contacts are a hundred pages of three megabytes each. The collector may have them. */
let spare = new WeakRef<Room[]>([]);

/** The pages of a list are about as large: the room of one has some more than it needs. */
export function roomFor(characters: number): Room {
  const rooms = spare.deref();
  const at =
    rooms?.findIndex(({ codes }) => codes.length >= characters && codes.length <= 2 * characters) ?? -1;
  return rooms && at >= 0 ? (rooms.splice(at, 1)[0] as Room) : new Room(Math.ceil(characters * 1.1));
}

/** Takes the room of a page that nobody looks at any more. */
export function giveBack(room: Room): void {
  const rooms = spare.deref();
  if (rooms) rooms.push(room);
  else spare = new WeakRef([room]);
}
