import type { Schedule, ScheduleSettings } from '../schedule.ts';
import { machineName, syncWords } from '../scheduled-command.ts';
import { inline } from '../yaml-text.ts';

/** A CronJob with the image of docs/deploy/Dockerfile, pipelines from a ConfigMap, and keys from a Secret. */
export const kubernetes: Schedule = {
  files: (settings) => [{ path: pathOf(settings), text: cronJobText(settings) }],
  next: (settings) => [
    'kubectl create configmap jojka-sync-pipelines --from-file=pipelines/ --dry-run=client -o yaml | kubectl apply -f -',
    `kubectl create secret generic jojka-sync ${variablesOf(settings)
      .map((name) => `--from-literal=${name}=…`)
      .join(' ')}`,
    `kubectl apply -f ${pathOf(settings)}`,
  ],
};

function pathOf({ name }: ScheduleSettings): string {
  return `deploy/${machineName(name)}.cronjob.yaml`;
}

/** A pod has no disk that outlives the night: the state is in Postgres. */
function variablesOf({ variables }: ScheduleSettings): string[] {
  return [...variables, 'DATABASE_URL'];
}

function cronJobText(settings: ScheduleSettings): string {
  const name = `jojka-sync-${machineName(settings.name)}`;
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}
spec:
  schedule: "${settings.minute} ${settings.hour} * * *"
  timeZone: ${settings.timeZone}
  # A second run would end at once: one at a time holds the account.
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 3600
  successfulJobsHistoryLimit: 7
  failedJobsHistoryLimit: 7
  jobTemplate:
    spec:
      # A night that failed is not tried again by itself: the next one goes on from where it stopped.
      backoffLimit: 0
      activeDeadlineSeconds: 18000
      template:
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          # The first signal lets calls in flight end.
          terminationGracePeriodSeconds: 90
          securityContext:
            runAsNonRoot: true
            runAsUser: 1000
            runAsGroup: 1000
          containers:
            - name: jojka-sync
              # Built by docs/deploy/Dockerfile of jojka-sync, and pushed to a registry of your own.
              image: registry.example.com/jojka-sync:${settings.version}
              command: ${inline(syncWords(settings))}
              env:
                # npx hands a stop on to what bash starts, not to what sh starts.
                - name: NPM_CONFIG_SCRIPT_SHELL
                  value: /bin/bash
              envFrom:
                # ${variablesOf(settings).join(', ')}; DATABASE_URL is where the state is kept from night to night.
                - secretRef:
                    name: jojka-sync
              volumeMounts:
                - name: pipelines
                  mountPath: /app/pipelines
                  readOnly: true
              resources:
                requests:
                  cpu: 100m
                  memory: 256Mi
                limits:
                  memory: 1Gi
              securityContext:
                allowPrivilegeEscalation: false
                capabilities:
                  drop: [ALL]
          volumes:
            - name: pipelines
              configMap:
                name: jojka-sync-pipelines
`;
}
