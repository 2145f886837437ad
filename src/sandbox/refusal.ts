/** A refusal by the sandbox: HTTP 200 with `{"error": {field: message}}`, as the real service was seen to answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** The parameter that is at fault. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}
