import { expect, test } from 'vitest';
import { createCircuit } from '../../src/load/circuit.ts';

const error = new Error('no');

test.each([
  ['calls', 'failure', 3],
  ['parts of imports', 'partRefused', 30],
  ['parts that the service breaks on, before anything has gone through', 'partBroken', 9],
] as const)('%s: after how many in a row it opened is so whatever ends later (L6)', (_, failed, most) => {
  const circuit = createCircuit(3);
  for (let at = 1; at < most; at++) circuit[failed](error);
  expect([circuit.isOpen(), circuit.openedAfter]).toEqual([false, 0]);
  circuit[failed](error);
  circuit[failed](error);
  circuit.success(true);
  expect([circuit.isOpen(), circuit.openedAfter, circuit.lastMessage()]).toEqual([true, most, 'no']);
});

test('what goes through in between begins the count anew', () => {
  const circuit = createCircuit(2);
  for (const failed of ['failure', 'partRefused', 'failure'] as const) {
    circuit[failed](error);
    circuit.success(true);
  }
  expect(circuit.isOpen()).toBe(false);
});

test('parts that the service breaks on count for less once something has gone through (L4)', () => {
  const circuit = createCircuit(3);
  circuit.success(true);
  for (let at = 1; at < 30; at++) circuit.partBroken(error);
  expect(circuit.isOpen()).toBe(false);
  circuit.partBroken(error);
  expect(circuit.isOpen()).toBe(true);
});

test('once a whole import fails, nothing that went through before tells an outage from rows at fault (L6)', () => {
  const circuit = createCircuit(3);
  circuit.success(true);
  circuit.failure(error);
  circuit.success(false);
  for (let at = 1; at < 9; at++) circuit.partBroken(error);
  expect(circuit.isOpen()).toBe(false);
  circuit.partBroken(error);
  expect(circuit.isOpen()).toBe(true);
});
