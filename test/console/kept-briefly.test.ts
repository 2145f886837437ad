import { expect, test } from 'vitest';
import { keepBriefly } from '../../src/console/kept-briefly.ts';

/** What is costly to read is read once, however many ask. */
function counted(fails: (reading: number) => boolean = () => false) {
  let at = 0;
  let reads = 0;
  const kept = keepBriefly(
    async () => {
      reads += 1;
      if (fails(reads)) throw new Error('no');
      return reads;
    },
    2000,
    () => at,
  );
  const forward = (ms: number) => {
    at += ms;
  };
  return { kept, reads: () => reads, forward };
}

test('twenty who ask at once, or a second later, get what one of them had read', async () => {
  const { kept, reads, forward } = counted();
  await Promise.all(Array.from({ length: 20 }, () => kept.get()));
  forward(1999);
  expect(await kept.get()).toBe(1);
  expect(reads()).toBe(1);
  forward(1);
  expect(await kept.get()).toBe(2);
});

test('after something was done it is read anew, and that is what others get', async () => {
  const { kept } = counted();
  await kept.get();
  expect(await kept.fresh()).toBe(2);
  expect(await kept.get()).toBe(2);
});

test('what fails is not kept', async () => {
  const { kept } = counted((reading) => reading === 1);
  await expect(kept.get()).rejects.toThrow('no');
  expect(await kept.get()).toBe(2);
});
