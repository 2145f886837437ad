import type { ScheduleSettings } from '../../src/scaffold/schedule.ts';

/** Settings of the schedules that docs/deploy shows. */
export const documented: ScheduleSettings = {
  name: 'nightly',
  folder: '/srv/jojka',
  nodeFolder: '/usr/bin',
  user: 'jojka',
  hour: 3,
  minute: 0,
  timeZone: 'Europe/Stockholm',
  variables: ['JOJKA_API_KEY', 'CRM_DATABASE_URL'],
  version: '0.1.0',
};
