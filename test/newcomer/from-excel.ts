import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startReceiver } from '../support/receiver.ts';
import { excelFile } from './crm.ts';
import { lookAtReport } from './look.ts';
import type { Newcomer } from './script.ts';

/** A list from Excel: first day, a quiet night, a night that guards hold back, and the morning after it. */
export async function fromExcel(newcomer: Newcomer, say: (line: string) => void): Promise<void> {
  const { cwd } = newcomer;
  const file = (name: string) => join(cwd, name);
  let mood: 'hangs' | 'fails' | 'answers' = 'hangs';
  const chat = await startReceiver((response) => {
    if (mood === 'fails') response.writeHead(500).end();
    if (mood === 'answers') response.writeHead(204).end();
  });
  const jojka = await newcomer.sandbox('jojka.json');
  try {
    writeFileSync(file('kunder.csv'), excelFile(60, true));
    await newcomer.types(['init', 'kunder.csv', '--schedule', 'cron'], {
      says: [
        'kunder: from kunder.csv, 60 rows looked at',
        'Nej (1): opted out: blocked',
        'written: .env.example',
      ],
    });
    const settings = readFileSync(file('.env.example'), 'utf8')
      .replace('JOJKA_API_KEY=', 'JOJKA_API_KEY=any')
      .replace(/^#(JOJKA_API_URL=).*$/m, `$1${jojka.url}`)
      .replace(/^#(JOJKA_SYNC_HOME=)/m, '$1');
    writeFileSync(file('.env'), `${settings}JOJKA_SYNC_WEBHOOK_URL=${chat.url}\n`);
    chmodSync(file('.env'), 0o600);

    await newcomer.types(['validate', 'kunder']);
    await newcomer.types(['doctor', 'kunder'], { says: ['(a sandbox)', 'All is well.'], not: ['warn'] });
    await newcomer.types(['plan', 'kunder'], {
      says: ['Åsa Öberg', 'Plan: 58 to create, 1 to block.', 'opted out at the source', '1 rejected'],
    });
    await newcomer.types(['sync', 'kunder', '--report', 'last.html'], {
      says: ['Verified: 58 confirmed.', 'Done.'],
    });
    say(`         ${await lookAtReport(file('last.html'), 'Åsa Öberg')}`);
    await newcomer.types(['sync', 'kunder'], { says: ['Nothing to change.'] });
    const [line = ''] = readFileSync(file('deploy/kunder.crontab'), 'utf8').match(/^0 3 \* \* \* .*$/m) ?? [];
    const { code, stdout, stderr } = await newcomer.cron(line.replace(/^0 3 \* \* \*\s+/, ''));
    assert.deepEqual(
      { code, stdout, stderr },
      { code: 0, stdout: '', stderr: '' },
      'a good night is not quiet',
    );
    assert.deepEqual(chat.events(), [], 'somebody was told of good nights');

    writeFileSync(file('kunder.csv'), excelFile(25));
    const held = await newcomer.types(['sync', 'kunder', '--report', 'held.html'], {
      code: 3,
      says: [
        /guards hold this plan back; nothing was sent/,
        'guards.removals allows 5 %',
        /was not told \\?"guard/,
      ],
    });
    assert.deepEqual(chat.events(), ['guard']);
    assert(held.seconds < 30, `a receiver that hangs held the night up for ${held.seconds} s`);
    say(`         ${await lookAtReport(file('held.html'), 'Held back')}`);
    const [, run = '', fingerprint = ''] =
      /^(?:npx --no-install )?jojka-sync apply (\S+) --accept (\S+)$/m.exec(held.stdout) ?? [];
    await newcomer.types(['show', 'latest'], { says: ['Remove (35)', `--accept ${fingerprint}`] });
    await newcomer.types(['apply', run], { code: 3, says: [fingerprint] });
    mood = 'fails';
    await newcomer.types(['apply', run, '--accept', fingerprint], {
      says: ['Verified: ', 'Done.', /was not told \\?"recovery.*500/],
    });
    await newcomer.types(['apply', run, '--accept', fingerprint], { code: 3 });

    mood = 'answers';
    writeFileSync(file('kunder.csv'), excelFile(0));
    await newcomer.types(['sync', 'kunder'], { code: 3, not: ['was not told'] });
    writeFileSync(file('kunder.csv'), excelFile(26));
    await newcomer.types(['sync', 'kunder'], { says: ['1 to create', 'Done.'], not: ['was not told'] });
    assert.deepEqual(chat.events().slice(-2), ['guard', 'recovery']);
    for (const { body } of chat.received)
      assert.doesNotMatch(body, /4670174|Åsa|Öberg/, 'a message holds names or numbers');
    await newcomer.types(['runs'], { says: ['refused', 'apply', 'done'] });
    await newcomer.types(['explain', '070-174 06 06'], { says: ['opted out'] });
  } finally {
    await jojka.stop();
    await chat.close();
  }
}
