import type { Schedule, ScheduleSettings } from '../schedule.ts';
import { clock, machineName, reportWords, searchPath, shellWord, syncWords } from '../scheduled-command.ts';

/** A DAG of two tasks, for Airflow 2 and 3. */
export const airflow: Schedule = {
  files: (settings) => [{ path: pathOf(settings), text: dagText(settings) }],
  next: (settings) => [`cp ${pathOf(settings)} "$AIRFLOW_HOME/dags/"`],
};

function pathOf({ name }: ScheduleSettings): string {
  return `deploy/jojka_sync_${machineName(name, '_')}.py`;
}

function dagText(settings: ScheduleSettings): string {
  const { name, folder, hour, minute, timeZone } = settings;
  const sync = syncWords(settings, ...reportWords(settings))
    .map(shellWord)
    .join(' ');
  const validate = ['npx', '--no-install', 'jojka-sync', 'validate', name, '--quiet']
    .map(shellWord)
    .join(' ');
  return `"""jojka-sync: ${python(name).slice(1, -1)}, every night at ${clock(settings)} (${timeZone})."""

import pendulum
from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2 without the provider
    from airflow.operators.bash import BashOperator

with DAG(
    dag_id=${python(`jojka_sync_${machineName(name, '_')}`)},
    schedule=${python(`${minute} ${hour} * * *`)},
    start_date=pendulum.datetime(2026, 1, 1, tz=${python(timeZone)}),
    # Nights that were missed are not made up for one by one: one sync brings everything up to date.
    catchup=False,
    max_active_runs=1,
    # A night that failed is not tried again by itself: the next one goes on from where it stopped.
    default_args={"retries": 0},
    tags=["jojka-sync"],
):
    # The key and the rest are read from .env in the folder. Exit code 5: another run holds the account.
    common = {
        "cwd": ${python(folder)},
        "env": {"PATH": ${python(searchPath(settings))}},
        "append_env": True,
        "skip_on_exit_code": 5,
    }
    validate = BashOperator(
        task_id="validate",
        bash_command=${python(validate)},
        **common,
    )
    sync = BashOperator(
        task_id="sync",
        bash_command=${python(sync)},
        **common,
    )
    validate >> sync
`;
}

/** A text as Python writes it; JSON's way of quoting is one of Python's. */
function python(text: string): string {
  return JSON.stringify(text);
}
