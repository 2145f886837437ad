import { localDay } from '../contact/local-time.ts';
import { maskedNumbers } from '../contact/mask.ts';
import { printedFor } from '../contact/printed-commands.ts';
import type { Forgotten } from '../steps/forgotten.ts';
import { blockReason } from './block-reason.ts';
import type { Catalogue } from './language/catalogue.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText, printable } from './printable.ts';
import { wrapText } from './wrap.ts';

/** What `forget` has taken out, or would: what goes, what stays and why, what is to be known, and what it does not reach. */
export function forgottenText(report: Forgotten, options: TextOptions): string {
  const words = wordsOf(options.lang);
  const { person } = words;
  const lines = report.accounts.flatMap((one) => accountLines(report, one, words, options));
  if (report.accounts.length === 0) lines.push(person.nothing(report.msisdn), '');
  lines.push(...fileLines(report, person));
  if (report.done && !report.isRewritten) lines.push(person.notRewritten, '');
  lines.push(person.notReached.trimEnd(), ...person.elsewhere.map((one) => `  - ${one}`));
  if (!report.isEmbedded && report.accounts.length > 0) lines.push(person.postgres);
  return `${wrapText(lines.join('\n'), options.width)}\n`;
}

function accountLines(
  { msisdn }: Forgotten,
  one: Forgotten['accounts'][number],
  words: Catalogue,
  options: TextOptions,
): string[] {
  const { person } = words;
  const { account, rows, block, run } = one;
  const gone = rows.filter(({ erasure }) => erasure !== 'kept');
  const lines = [
    run === undefined ? person.would(msisdn, account) : person.taken(msisdn, account, run),
    ...gone.map((place) => `  - ${person.places[place.table] ?? place.table}: ${person.rows(place.rows)}`),
    ...(gone.length === 0 ? [`  ${person.takenNothing}`] : []),
    ...one.discarded.map(person.discarded),
  ];
  if (block) {
    lines.push(person.blockStays(blockReason(block, words), localDay(block.since, options)));
    if (block.doubt !== null) lines.push(person.blockPending);
    lines.push(person.keyGone);
  }
  if (run === undefined && rows.some(({ table }) => table === 'consent_events'))
    lines.push(person.evidence(msisdn));
  if (one.undecided > 0) lines.push(person.undecided(one.undecided, msisdn));
  if (one.isUnwritten) lines.push(person.unwritten);
  const consents = rows.find(({ table, erasure }) => table === 'ledger_consents' && erasure === 'kept');
  if (consents) lines.push(person.consentStays(consents.rows));
  if (one.wantedBy.length > 0) lines.push(person.wanted(one.wantedBy));
  if (one.isShared) lines.push(person.shared);
  if (one.byGiven.length > 0)
    lines.push(
      person.byGiven,
      ...one.byGiven.map(({ source, line, value }) => `  - ${source}:${line}: ${printable(value)}`),
    );
  if (one.isManaged) lines.push(person.managed(msisdn));
  if (one.otherNumbers.length > 0) lines.push(person.otherNumbers(maskedNumbers(one.otherNumbers)));
  if (one.sharedKeys.length > 0)
    lines.push(person.sharedKeys(one.sharedKeys.map((key) => printable(key.replace('\t', ' ')))));
  if (one.namesakes > 0) lines.push(person.namesakes(one.namesakes));
  return [...lines.map((line) => printedFor(line, { account })), ''];
}

function fileLines({ files, done }: Forgotten, person: Catalogue['person']): string[] {
  const lines = files.plans.map(({ path }) =>
    printable(done ? person.deleted(path) : person.wouldDiscard(path)),
  );
  const listed = (head: string, paths: readonly string[]) =>
    paths.length === 0 ? [] : [head, ...paths.map((path) => `  ${printable(path)}`)];
  lines.push(...listed(person.named, files.others), ...listed(person.unread, files.unread));
  return lines.length === 0 ? [] : [...lines, ''];
}

/** The same as one JSON document. */
export function forgottenJson(report: Forgotten): string {
  const { msisdn, done, isRewritten, accounts, files } = report;
  return `${jsonText({
    version: 1,
    msisdn,
    done,
    isRewritten,
    accounts: accounts.map(({ rows, ...one }) => ({
      ...one,
      // A table of which some rows go and others stay is there once.
      rows: Object.fromEntries(
        [...rows]
          .sort((a, b) => Number(b.erasure === 'kept') - Number(a.erasure === 'kept'))
          .map((place) => [place.table, { rows: place.rows, erasure: place.erasure }]),
      ),
    })),
    files: {
      plans: files.plans.map(({ path }) => path),
      others: files.others,
      unread: files.unread,
    },
  })}\n`;
}
