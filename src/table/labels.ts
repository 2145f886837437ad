/** Texts of which there are few, each known by a small number: sources, pipelines, times. The id of the empty one is 0. */
export class Labels {
  readonly #texts: string[] = [''];
  readonly #ids = new Map<string, number>([['', 0]]);

  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  text(id: number): string {
    return this.#texts[id] as string;
  }
}
