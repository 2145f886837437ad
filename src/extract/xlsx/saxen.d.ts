/** What is used of saxen, which brings no types. */
declare module 'saxen' {
  export class Parser {
    on(
      event: 'openTag',
      told: (name: string, attributes: () => Record<string, string> | boolean) => void,
    ): this;
    on(event: 'closeTag' | 'text' | 'cdata' | 'attention', told: (text: string) => void): this;
    on(event: 'error', told: (error: Error) => void): this;
    write(xml: string): this;
    end(): void;
    stop(): void;
  }
}
