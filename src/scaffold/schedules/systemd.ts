import type { Schedule, ScheduleSettings } from '../schedule.ts';
import { clock, machineName, reportWords, searchPath, syncWords } from '../scheduled-command.ts';

/** A service that runs once, and a timer that starts it every night, also after a night in which the machine was off. */
export const systemd: Schedule = {
  files: (settings) => {
    const unit = unitOf(settings);
    return [
      { path: `deploy/${unit}.service`, text: serviceText(settings) },
      { path: `deploy/${unit}.timer`, text: timerText(settings) },
    ];
  },
  next: (settings) => {
    const unit = unitOf(settings);
    return [
      `sudo cp deploy/${unit}.service deploy/${unit}.timer /etc/systemd/system/`,
      `sudo systemctl daemon-reload && sudo systemctl enable --now ${unit}.timer`,
    ];
  },
};

function unitOf({ name }: ScheduleSettings): string {
  return `jojka-sync-${machineName(name)}`;
}

function serviceText(settings: ScheduleSettings): string {
  const { name, folder, user } = settings;
  const words = ['/usr/bin/env', ...syncWords(settings, ...reportWords(settings))];
  return `[Unit]
Description=jojka-sync: ${escaped(name)}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User=${user}
WorkingDirectory=${escaped(folder)}
# Where node and npx lie. The key and the rest are read from .env in the folder above.
Environment=${word(`PATH=${searchPath(settings)}`)}
ExecStart=${words.map((one) => word(one.replaceAll('$', '$$$$'))).join(' ')}
# A stop lets calls in flight end. The signal must come once, by npx, which hands it on to what bash starts, not to sh's.
Environment=NPM_CONFIG_SCRIPT_SHELL=/bin/bash
KillMode=mixed
TimeoutStopSec=90
UMask=0077
NoNewPrivileges=true
PrivateTmp=true
ProtectSystem=full
`;
}

function timerText(settings: ScheduleSettings): string {
  return `[Unit]
Description=jojka-sync: ${escaped(settings.name)}, every night

[Timer]
OnCalendar=*-*-* ${clock(settings)}:00 ${settings.timeZone}
# A night in which the machine was off is made up for when it is on again.
Persistent=true

[Install]
WantedBy=timers.target
`;
}

/** Percent signs are specifiers in unit files. */
function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}

/** A word of a unit file's command line or environment. */
function word(text: string): string {
  const plain = escaped(text);
  return /[\s"'\\]/.test(plain) ? `"${plain.replace(/["\\]/g, '\\$&')}"` : plain;
}
