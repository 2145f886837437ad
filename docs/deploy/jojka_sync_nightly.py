"""jojka-sync: nightly, every night at 03:00 (Europe/Stockholm)."""

import pendulum
from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2 without the provider
    from airflow.operators.bash import BashOperator

with DAG(
    dag_id="jojka_sync_nightly",
    schedule="0 3 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Stockholm"),
    # Nights that were missed are not made up for one by one: one sync brings everything up to date.
    catchup=False,
    max_active_runs=1,
    # A night that failed is not tried again by itself: the next one goes on from where it stopped.
    default_args={"retries": 0},
    tags=["jojka-sync"],
):
    # The key and the rest are read from .env in the folder. Exit code 5: another run holds the account.
    common = {
        "cwd": "/srv/jojka",
        "env": {"PATH": "/usr/bin:/usr/local/bin:/bin"},
        "append_env": True,
        "skip_on_exit_code": 5,
    }
    validate = BashOperator(
        task_id="validate",
        bash_command="npx --no-install jojka-sync validate nightly --quiet",
        **common,
    )
    sync = BashOperator(
        task_id="sync",
        bash_command="npx --no-install jojka-sync sync nightly --quiet --report last-nightly.html",
        **common,
    )
    validate >> sync
