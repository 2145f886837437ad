import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { optionalPackage } from '../../src/extract/optional-package.ts';

const missing = (name: string) =>
  Object.assign(new Error(`Cannot find package '${name}' imported from /app/dist/x.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });

test('a driver that is not installed is told with the command that installs it', async () => {
  const error = await optionalPackage('crm', 'mysql2@3', () => Promise.reject(missing('mysql2'))).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UsageError);
  expect((error as UsageError).message).toBe('crm needs the package mysql2, which is not installed.');
  expect((error as UsageError).advice).toContain('\nnpm install mysql2@3');
});

test('what a driver lacks itself, and what else is wrong with it, is no missing driver', async () => {
  for (const error of [missing('long'), new Error('mysql2 is broken')])
    await expect(optionalPackage('crm', 'mysql2@3', () => Promise.reject(error))).rejects.toBe(error);
});
