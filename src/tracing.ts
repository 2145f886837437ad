import type * as Api from '@opentelemetry/api';

/** What may stand at a span: counts, names of endpoints and pipelines; never a number, a name or a key (K1, K2). */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** The API, once somebody was found to listen. */
let api: typeof Api | undefined;

/** Where every copy of the OpenTelemetry API in a process keeps what an SDK has registered. */
const registry = Symbol.for('opentelemetry.js.api.1');

/**
 * Looks whether an OpenTelemetry SDK is there, and takes up its API then. Where none is, nothing is loaded, and
 * {@link traced} does nothing but the work. The SDK is the user's: `node --import ./tracing.mjs …`.
 */
export async function joinTracing(): Promise<void> {
  if (api === undefined && registry in globalThis) api = await import('@opentelemetry/api');
}

/**
 * Does a piece of work in a span of its own, below the one that is active. What fails marks it with the error's name alone:
 * a message may hold what a trace must not.
 *
 * @param work is given a function that adds attributes
 */
export async function traced<T>(
  name: string,
  attributes: SpanAttributes,
  work: (add: (attributes: SpanAttributes) => void) => Promise<T>,
  kind: 'internal' | 'client' = 'internal',
): Promise<T> {
  if (!api) return work(() => {});
  const { trace, SpanKind, SpanStatusCode } = api;
  const options = {
    attributes: { ...attributes },
    kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
  };
  return trace.getTracer('jojka-sync').startActiveSpan(name, options, async (span) => {
    try {
      return await work((more) => span.setAttributes({ ...more }));
    } catch (error) {
      const type = error instanceof Error ? error.name : 'unknown';
      span.setAttribute('error.type', type);
      span.setStatus({ code: SpanStatusCode.ERROR, message: type });
      throw error;
    } finally {
      span.end();
    }
  });
}
