import type { WarningFigures } from '../../../contact/rejection.ts';
import { optOutLines } from '../../sentences/opt-out-lines.ts';
import { visible } from '../visible.ts';
import { count, quantity } from './figures.ts';

/** What each warning says, and what to do about it. */
export const warnings: {
  readonly [Code in keyof WarningFigures]: (figures: WarningFigures[Code]) => string;
} = {
  'odd-opt-out': (figures) => {
    const { total, examples, more, column } = figures;
    const values = listed(
      examples.map(([value, times]) => `${JSON.stringify(value)} (${times})`),
      more,
    );
    const settled =
      column === undefined
        ? 'Say what they mean in optOut.is and optOut.not.'
        : `If they mean that no SMS are wanted: ${optOutLines(figures).optedOut}. If they mean that SMS are welcome: ${optOutLines(figures).welcome}, and in "where" too, if it goes by this column.`;
    return `${quantity(total, 'opt-out value is', 'opt-out values are')} neither yes nor no and counted as opted out: ${values}. ${settled}`;
  },
  'date-opt-out': ({ total, column, example }) =>
    `${quantity(total, 'opt-out value is a date', 'opt-out values are dates')}, such as ${JSON.stringify(example)}, and counted as opted out. To settle it: optOut: { column: ${JSON.stringify(column)}, any: true }`,
  'unreadable-first-phone': ({ total, examples, more }) =>
    `${quantity(total, 'record has', 'records have')} a first phone number that cannot be read; the next one is used, and nobody is moved to it: ${listed(examples, more)}. Mend or empty the first.`,
  'unreadable-opt-out': ({ total, examples, more }) =>
    `${quantity(total, 'row that opts out has', 'rows that opt out have')} a number that cannot be read beside one that can; only what can be read is blocked: ${listed(examples, more)}. Mend them, or block by hand: jojka-sync blocklist add NUMBER.`,
  'opt-out-without-number': ({ total, examples, more }) =>
    `${quantity(total, 'row of a list of opt-outs has', 'rows of lists of opt-outs have')} no number and ${total === 1 ? 'blocks' : 'block'} nobody: ${listed(examples, more)}. Mend them, or block by hand: jojka-sync blocklist add NUMBER.`,
  'short-opt-out': ({ total, examples, more }) =>
    `${quantity(total, 'row ends', 'rows end')} before the opt-out column, with a yes right in front of it, and ${total === 1 ? 'was' : 'were'} read as saying nothing: ${listed(examples, more)}. Is that yes meant as the opt-out, a delimiter is missing.`,
  'unclear-dates': ({ source, column, doubts, unreadable, examples, orders }) => {
    const what = [
      ...(doubts > 0 ? [`${count(doubts)} may be one of several days`] : []),
      ...(unreadable > 0 ? [`${count(unreadable)} cannot be read`] : []),
    ].join(', and ');
    const settled =
      doubts > 0
        ? ` Say in which order they stand: dates: ${orders.map((order) => `"${order}"`).join(' or ')}.`
        : '';
    return `Dates in the column ${JSON.stringify(column)} (${source}): ${what}, such as ${listed(
      examples.map((one) => JSON.stringify(one)),
      0,
    )}. Nothing is guessed: for a consent the earliest day counts, which expires first, and one that cannot be read is none; a row of which "where" cannot tell is rejected, and its contact left as it is.${settled}`;
  },
  'empty-consent': ({ source, column, records }) =>
    `The column ${JSON.stringify(column)} of ${source} says nothing of anybody (${quantity(records, 'record')}): by it nobody has said yes. Look at the export that makes it.`,
  'consent-groups': ({ source, groups }) =>
    `The consent of ${source} is for ${listed(
      groups.map((group) => JSON.stringify(group)),
      0,
    )}, and no record is in such a group: nobody is kept out of another one for it. Is the name written as the group is called? A * stands for any run of characters.`,
  'consent-disagrees': ({ numbers }) =>
    `${quantity(numbers, 'number stands', 'numbers stand')} in records of which one says yes to messages and another does not. The stricter counts: ${numbers === 1 ? 'it has' : 'they have'} no consent. Mend the record that is out of date.`,
  'consent-elsewhere': ({ contacts, pipelines }) =>
    `${quantity(contacts, 'contact is', 'contacts are')} kept out of groups that this pipeline wants ${contacts === 1 ? 'it' : 'them'} in: ${pipelines.join(', ')} asks for a consent to those groups and has none. Has the person agreed, correct it at that source; are the groups not meant there, name those that are: consent: { groups: […] }.`,
  'html-cells': ({ total, examples, more }) =>
    `${quantity(total, 'cell has', 'cells have')} HTML such as &amp; or <b>, read as what it stands for: ${listed(examples, more)}.`,
  'unsplit-groups': ({ total, examples, more }) =>
    `${quantity(total, 'cell of groups has', 'cells of groups have')} ; or | in ${total === 1 ? 'it' : 'them'}, and ${total === 1 ? 'is' : 'are'} one group each: ${listed(examples, more)}. Are several meant, give the column a separator: { column: …, separator: ";" }.`,
  'json-cells': ({ total, examples, more }) =>
    `${quantity(total, 'cell holds', 'cells hold')} a value of a program (a JSON object, a broken list), and a group or name is its text: ${listed(examples, more)}. Is that the right column?`,
  'group-is-column': ({ total, examples, more }) =>
    `${quantity(total, 'group is', 'groups are')} called like a column, and everybody is put into ${total === 1 ? 'it' : 'them'}: ${listed(examples, more)}. Is the column meant, write { column: … }.`,
  'other-number-spelling': ({ total, examples, more }) =>
    `${quantity(total, 'desired number stands', 'desired numbers stand')} in Jojka in another spelling too, and would get every SMS twice: ${listed(examples.map(visible), more)}. Remove those contacts by hand in Jojka.`,
  'pipeline-renamed': ({ other, contacts, name = 'NAME', wants = contacts, folder }) => {
    const what =
      folder === undefined
        ? `wants ${quantity(contacts, 'contact')} of this one, of which nothing was known before`
        : `wants ${quantity(wants, 'contact')} (${count(contacts)} of this one), and no file in ${folder} is called so; of this one nothing was known before`;
    return `The pipeline ${JSON.stringify(other)} ${what}. If that is its former name, give it what the other wants, now or after this run: jojka-sync pipelines rename ${other} ${name}`;
  },
  'carried-against-record': ({ numbers, examples }) =>
    `${quantity(numbers, 'new number is', 'new numbers are')} blocked for the opt-out of a former one, though the record says no: an opt-out follows the person. Why: jojka-sync explain ${examples[0]}. Has the person agreed: jojka-sync blocklist remove ${examples.join(' ')}`,
  'opt-out-left': ({ numbers, examples }) =>
    `${quantity(numbers, 'record')} whose number has opted out ${numbers === 1 ? 'has' : 'have'} another number now, which another pipeline has, and does not call the same: ${numbers === 1 ? 'it is' : 'they are'} NOT blocked. If it is the same person: jojka-sync blocklist add ${examples.join(' ')}`,
  'held-blocks-wait': ({ numbers, examples, lostOptOuts }) =>
    `${quantity(numbers, 'number was', 'numbers were')} opted out in a run whose guards held the block back, and ${lostOptOuts ? 'opt-outs that cannot be read, or lists of them without a number, may be theirs' : 'no record says otherwise now'}: ${numbers === 1 ? 'it is' : 'they are'} NOT blocked, and nobody creates ${numbers === 1 ? 'it' : 'them'} or adds ${numbers === 1 ? 'it' : 'them'} to a group. To block: jojka-sync blocklist add ${examples.join(' ')}. ${lostOptOuts ? 'Was it a mistake: mend those opt-outs; the next sync goes by what the records say then' : `Was it a mistake: jojka-sync blocklist remove ${examples.join(' ')}`}`,
  'still-blocked': ({ numbers, silent, runs }) =>
    `${quantity(numbers, 'number stays', 'numbers stay')} blocked, though the source opts ${numbers === 1 ? 'it' : 'them'} out no more${silent ? ` (of ${count(silent)} it says neither yes nor no)` : ''}${
      runs.length === 0
        ? '.'
        : `. If that was a misreading, this lifts what a run has blocked and nothing else has: ${runs.map(([run, count]) => `jojka-sync blocklist release --origin source --run ${run} (${count})`).join(', ')}.`
    }`,
  'source-renamed': ({ before, contacts }) =>
    `${quantity(contacts, 'contact is', 'contacts are')} known by keys of ${before.map((name) => JSON.stringify(name)).join(', ')}, and no source is called so now: a changed number is not seen as one, and a rejected record holds them. Give the source its old name: label: ${JSON.stringify(before[0] ?? '')}`,
  'keys-rewritten': ({ contacts }) =>
    `${quantity(contacts, 'contact has', 'contacts have')} another key than before, and the same number: where a number has changed as well, an opt-out does not follow it. Does the CRM write its keys otherwise, look at whom the plan creates before they are sent to.`,
  'shifted-opt-out': ({ rows }) =>
    `${quantity(rows, 'row with too many or too few fields seems', 'rows with too many or too few fields seem')} to be opted out, and counted so: mend them, and look whether that is right.`,
  'stray-opt-out': ({ total, examples, more }) =>
    `${quantity(total, 'record is opted out and blocks', 'records are opted out and block')} nobody: ${listed(examples, more)}. No number can be read where numbers stand, and the key belongs to nobody or to several. Mend what stands there, or block by hand: jojka-sync blocklist add NUMBER.`,
  duplicates: ({ numbers }) => `${quantity(numbers, 'number stands', 'numbers stand')} in several records.`,
  'shared-key': ({ total, examples, more }) =>
    `${quantity(total, 'key belongs', 'keys belong')} to records with different numbers: ${listed(
      examples.map((key) => JSON.stringify(key)),
      more,
    )}. Is "id" the right column?`,
  'group-case': ({ spellings }) =>
    `The groups ${spellings.map(visible).join(' and ')} differ only in case; they stay apart. Is one group meant, use one spelling.`,
  'group-spelling': ({ spellings, name }) =>
    `The groups ${spellings.map(visible).join(' and ')} become one: ${visible(name)}.`,
  'rename-not-possible': ({ contacts }) =>
    `${keepNames(contacts)}: a group or name in Jojka holds a comma, a semicolon or the like, which an import row cannot carry, and Jojka has no other way to rename. Rename them by hand in Jojka.`,
  'name-of-other-pipeline': ({ contacts }) =>
    `${keepNames(contacts)}: the pipeline that brought them into the account has the say.`,
  'held-in-doubt': ({ contacts, memberships = 0, anonymous, strangers }) => {
    const what = [
      contacts > 0 ? quantity(contacts, 'absent contact', 'absent contacts') : '',
      memberships > 0 ? quantity(memberships, 'membership', 'memberships') : '',
    ].filter((part) => part !== '');
    const stays = `${what.join(' and ')} ${contacts + memberships === 1 ? 'stays' : 'stay'} in this run`;
    const records = anonymous + strangers;
    const [is, they, them] = records === 1 ? ['is', 'it', 'it'] : ['are', 'they', 'them'];
    const whose = `${stays}: whose ${quantity(records, 'rejected record')} ${is} cannot be told`;
    return anonymous > 0
      ? `${whose}, and ${they} may be theirs. Mend ${them}, or give the source an "id" column.`
      : `${whose} by ${records === 1 ? 'its' : 'their'} key or number, and ${they} may be theirs. Mend ${them}.`;
  },
  'unblock-waits': ({ numbers, lostOptOuts }) =>
    `${quantity(numbers, 'number stays', 'numbers stay')} blocked in this run, though the source says no: ${
      lostOptOuts
        ? 'opt-outs that cannot be read, or lists of them without a number, may be theirs.'
        : 'answers to Jojka may have been missed, and one of them may have been a STOP.'
    }`,
  'part-of-night': ({ contacts, others }) =>
    `a part of the night: ${quantity(contacts, 'contact')} of those that differ; ${quantity(others, 'other is left as it is', 'others are left as they are')}, and absences are not counted. Blocks are of all who have opted out.`,
  'blocks-gone': ({ again, forgotten }) =>
    [
      again > 0
        ? `${quantity(again, 'block was', 'blocks were')} gone from Jojka, which somebody else must have lifted: sent again.`
        : '',
      forgotten > 0
        ? `${quantity(forgotten, 'block that was', 'blocks that were')} made by hand or found in Jojka ${forgotten === 1 ? 'is' : 'are'} gone, and nobody asks for ${forgotten === 1 ? 'it' : 'them'}: no longer counted as blocked.`
        : '',
    ]
      .filter(Boolean)
      .join(' '),
  'owed-blocks': ({ blocks, failed }) =>
    [
      blocks > 0
        ? `${quantity(blocks, 'block', 'blocks')} besides the plan's ${blocks === 1 ? 'was' : 'were'} sent first: owed from before, or of somebody who comes back.`
        : '',
      failed > 0
        ? `${quantity(failed, 'block that is', 'blocks that are')} owed could not be sent: tried again by the next run.`
        : '',
    ]
      .filter(Boolean)
      .join(' '),
  'undo-blocks': ({ blocks, answered = 0 }) =>
    `${quantity(blocks, 'block stays', 'blocks stay')}${answered > 0 ? ` (${count(answered)} by a STOP)` : ''}: whom a run blocked is not unblocked by an undo. To lift one: jojka-sync blocklist remove NUMBER`,
  'undo-stays': ({ contacts }) =>
    `${quantity(contacts, 'created contact stays', 'created contacts stay')}: another pipeline wants them, or somebody has put them into a group since.`,
  'undo-lessened': ({ contacts }) =>
    `${quantity(contacts, 'removed contact comes', 'removed contacts come')} back without a name or group that an import row cannot carry.`,
  'undo-carried': ({ blocks }) =>
    `${quantity(blocks, 'number that comes back is', 'numbers that come back are')} blocked first: the person has another number by now, and has opted out under that.`,
  'undo-no-consent': ({ contacts }) =>
    `${quantity(contacts, 'contact comes', 'contacts come')} back without a group that the person has not agreed to under the number that he has now.`,
  'undo-unread': ({ pipeline, run }) =>
    `Run ${run} read the sources of ${pipeline} and did not get so far as to write down who has agreed to what: nobody comes back into a group that needs a consent. After a sync of ${pipeline} that goes through, the undo knows.`,
  'existing-repeated': ({ contacts }) =>
    `Jojka holds ${quantity(contacts, 'contact')} more than once; their groups were taken together.`,
  'skipped-time': ({ pipeline, timeZone, day, time, instead }) =>
    `${pipeline}: the clock of ${timeZone} leaves out ${time} on ${day}; where workers run it, it begins at ${instead} that night, if its schedule was applied before. ${instead} and later is there every night.`,
  'empty-opt-outs': ({ source, rows }) =>
    rows === undefined
      ? `The opt-out source ${source} is empty.`
      : `The opt-out source ${source} has ${quantity(rows, 'row')} and not one phone number. Is it the right column?`,
  'not-in-effect': ({ settings }) =>
    `The pipeline sets ${settings.join(', ')}, which this version understands but does not act on.`,
  'write-back-failed': ({ reason }) => reason,
};

function keepNames(contacts: number): string {
  return quantity(contacts, 'contact keeps its name', 'contacts keep their names');
}

/** Examples, and how many there are beyond them. */
function listed(examples: readonly string[], more: number): string {
  return `${examples.join(', ')}${more > 0 ? `, and ${count(more)} more` : ''}`;
}
