import type { Schedule, ScheduleSettings } from '../schedule.ts';
import { clock, machineName, reportWords, searchPath, shellWord, syncWords } from '../scheduled-command.ts';

/** A line of a crontab. Cron mails what a command prints: with --quiet nothing while all is well. */
export const cron: Schedule = {
  files: (settings) => [{ path: pathOf(settings), text: crontabText(settings) }],
  next: (settings) => [`(crontab -l 2>/dev/null; cat ${pathOf(settings)}) | crontab -`],
};

function pathOf({ name }: ScheduleSettings): string {
  return `deploy/${machineName(name)}.crontab`;
}

function crontabText(settings: ScheduleSettings): string {
  const { hour, minute, folder, timeZone } = settings;
  const command = [...syncWords(settings, ...reportWords(settings))].map(shellWord).join(' ');
  const path = `PATH=${shellWord(searchPath(settings))}`;
  return `# jojka-sync: ${settings.name}, every night at ${clock(settings)} by the machine's clock (meant is ${timeZone}).
# cron sends what is printed to MAILTO, and nothing is printed while all is well: set MAILTO at the head of the crontab.
${minute} ${hour} * * *  ${`cd ${shellWord(folder)} && ${path} ${command}`.replaceAll('%', '\\%')}
`;
}
