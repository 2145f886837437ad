import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, expect, test } from 'vitest';
import { useWorlds } from '../support/in-process.ts';

const { world } = useWorlds();
const exporter = new InMemorySpanExporter();
afterEach(() => exporter.reset());

test('without an SDK a night makes no span, and loads nothing', async () => {
  const w = await world();
  w.crm('1;Anna Berg;070-174 06 05;Umeå;nej');
  await w.sync();
  expect(exporter.getFinishedSpans()).toEqual([]);
});

test('a night is a span, its steps below it, and each call below its step', async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  const w = await world();
  w.crm('1;Anna Berg;070-174 06 05;Umeå;nej', '2;Bo Ek;070-174 06 06;Kalmar;ja');
  const report = await w.sync();
  expect(report.exitCode).toBe(0);
  const spans = exporter.getFinishedSpans();
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [night] = named('jojka-sync sync');
  expect(night?.attributes).toEqual({
    'jojka.command': 'sync',
    'jojka.pipeline': 'crm',
    'jojka.account': 'default',
    'jojka.run': report.run,
    'jojka.exit_code': 0,
  });
  for (const step of ['sources', 'export', 'plan', 'load', 'verify'])
    expect(named(step).map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
      night?.spanContext().spanId,
    ]);
  const [sent] = named('POST import_contacts_list');
  expect(sent?.parentSpanContext?.spanId).toBe(named('load')[0]?.spanContext().spanId);
  expect(sent?.attributes).toMatchObject({ 'http.request.method': 'POST', 'http.response.status_code': 200 });
  // Neither number, name nor key (K1, K2).
  const told = JSON.stringify(
    spans.map(({ name, attributes, events, status }) => [name, attributes, events, status]),
  );
  expect(told).not.toMatch(/4670174|Anna|Bo Ek|"key"/);
});

test('what fails is marked by its name, and says nothing more', async () => {
  const w = await world();
  w.crm('1;Anna Berg;070-174 06 05;Umeå;nej');
  await w.sandbox.close();
  await expect(w.sync()).rejects.toThrow();
  const night = exporter.getFinishedSpans().find(({ name }) => name === 'jojka-sync sync');
  expect(night?.status).toEqual({ code: 2, message: 'ConnectionError' });
  expect(night?.attributes['error.type']).toBe('ConnectionError');
});
