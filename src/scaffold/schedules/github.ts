import type { Schedule, ScheduleSettings } from '../schedule.ts';
import { clock, machineName, shellWord, syncWords } from '../scheduled-command.ts';

/** A workflow: the sync every night, and for a pull request that changes the pipeline a plan as its comment. */
export const github: Schedule = {
  files: (settings) => [
    {
      path: `.github/workflows/jojka-sync-${machineName(settings.name)}.yml`,
      text: workflowText(settings),
    },
  ],
  next: (settings) => [
    ...variablesOf(settings).map((name) => `gh secret set ${name}`),
    'git add package-lock.json pipelines .github && git commit',
  ],
};

/** A runner has no disk that outlives the night: the state is in Postgres. */
function variablesOf({ variables }: ScheduleSettings): string[] {
  return [...variables, 'DATABASE_URL'];
}

/** Hours and minutes in UTC while the zone has winter time: GitHub's clock is UTC, summer and winter. */
function winterUtc({ hour, minute, timeZone }: ScheduleSettings): { hour: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    Date.UTC(2026, 0, 15),
  );
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(name) ?? [];
  const ahead = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const utc = (hour * 60 + minute - ahead + 2 * 1440) % 1440;
  return { hour: Math.floor(utc / 60), minute: utc % 60 };
}

function workflowText(settings: ScheduleSettings): string {
  const { name, timeZone } = settings;
  const utc = winterUtc(settings);
  const file = `jojka-sync-${machineName(name)}`;
  const env = variablesOf(settings)
    .map((variable) => `          ${variable}: \${{ secrets.${variable} }}`)
    .join('\n');
  const pipeline = shellWord(name);
  return `name: ${file}
on:
  schedule:
    # GitHub counts in UTC, summer and winter: this is ${clock(settings)} in ${timeZone} in winter. It may come late.
    - cron: "${utc.minute} ${utc.hour} * * *"
  workflow_dispatch:
  pull_request:
    paths: ["pipelines/**", "package-lock.json"]
permissions:
  contents: read
concurrency:
  group: ${file}-\${{ github.event.pull_request.number || 'sync' }}
  cancel-in-progress: false
jobs:
  sync:
    if: github.event_name != 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 300
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      # Where the source is a file, a step before this one fetches it: it does not belong into the repository.
      - run: ${syncWords({ name }).map(shellWord).join(' ')}
        env:
${env}
  plan:
    # A pull request from a fork gets no secrets, and no plan.
    if: github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: read
      pull-requests: write
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npx --no-install jojka-sync validate ${pipeline}
      # What a comment shows is for everybody who sees the pull request: numbers masked, no names.
      - run: npx --no-install jojka-sync plan ${pipeline} --format markdown --redact > plan.md
        env:
${env}
      - if: always() && hashFiles('plan.md') != ''
        run: |
          # A comment holds 65,536 characters.
          head -c 60000 plan.md > comment.md
          gh pr comment "$NUMBER" --body-file comment.md --edit-last --create-if-none
        env:
          GH_TOKEN: \${{ github.token }}
          NUMBER: \${{ github.event.pull_request.number }}
`;
}
