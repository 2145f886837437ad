import { withState } from '../session/state.ts';
import { type RunProgress, runProgress } from '../state/run-progress.ts';
import type { Session } from './sessions.ts';
import type { Desk } from './visit.ts';

/** Runs at work, as their viewers see them: the state is asked once for all of them. */
export interface Live {
  /**
   * Shows a run to somebody, until it ends, he signs out or loses his right, or the console ends.
   *
   * @param text what he reads of it
   * @returns a stream of events; undefined: there are as many as there may be
   */
  open(
    run: string,
    session: Session,
    text: (far: RunProgress) => string,
  ): ReadableStream<Uint8Array> | undefined;
  /** Ends every stream. */
  close(): void;
}

/** So many streams at once, of all, of one person and of one of his sessions. */
const most = { ofAll: 200, ofPerson: 24, ofOne: 6 };
/** Whether its token is still good is asked at every so many-th look. */
const rightsEvery = 5;
/** A browser that takes nothing for so many events is left. */
const mostWaiting = 16;

interface Viewer {
  readonly run: string;
  readonly session: Session;
  readonly text: (far: RunProgress) => string;
  send(event: string, data: object): boolean;
  end(): void;
}

/**
 * @param options.isGood whether somebody may see anything yet
 * @param options.everyMs how often the state is asked
 */
export function createLive(
  { environment }: Pick<Desk, 'environment'>,
  options: { readonly isGood: (session: Session) => Promise<boolean>; readonly everyMs?: number | undefined },
): Live {
  const { isGood, everyMs = 2000 } = options;
  const viewers = new Set<Viewer>();
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;

  const look = async () => {
    looks += 1;
    if (looks % rightsEvery === 0) await leaveWhoMayNot(viewers, isGood);
    const runs = [...new Set([...viewers].map(({ run }) => run))];
    const far = await withState('console', environment, (database) => runProgress(database, runs)).catch(
      // The database is away for a moment: what is shown stays as it is.
      () => undefined,
    );
    for (const viewer of far ? [...viewers] : [])
      show(
        viewer,
        far?.find(({ run }) => run === viewer.run),
      );
  };
  const tick = () => {
    timer = undefined;
    if (viewers.size === 0) return;
    timer = setTimeout(() => void look().finally(tick), everyMs);
    timer.unref();
  };
  return {
    open: (run, session, text) => {
      const his = [...viewers].filter((viewer) => viewer.session.tokenId === session.tokenId);
      const own = his.filter((viewer) => viewer.session === session);
      const isFull = viewers.size >= most.ofAll || his.length >= most.ofPerson || own.length >= most.ofOne;
      if (isFull || session.ended.aborted) return undefined;
      const stream = startStream({ run, session, text }, viewers);
      if (!timer) tick();
      return stream;
    },
    close: () => {
      clearTimeout(timer);
      for (const viewer of [...viewers]) viewer.end();
    },
  };
}

/** Shows how far a run is; whoever watched it to its end is told so, and left. */
function show(viewer: Viewer, far: RunProgress | undefined): void {
  const isAtWork = far?.state === 'running' && far.isHeld;
  const isTaken = isAtWork
    ? viewer.send('far', { text: viewer.text(far), planned: far.planned ?? 0, done: far.done })
    : viewer.send('ended', {});
  if (!isAtWork || !isTaken) viewer.end();
}

async function leaveWhoMayNot(
  viewers: ReadonlySet<Viewer>,
  isGood: (session: Session) => Promise<boolean>,
): Promise<void> {
  for (const session of new Set([...viewers].map((viewer) => viewer.session))) {
    if (await isGood(session).catch(() => true)) continue;
    for (const viewer of [...viewers]) if (viewer.session === session) viewer.end();
  }
}

function startStream(
  seen: Pick<Viewer, 'run' | 'session' | 'text'>,
  viewers: Set<Viewer>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let viewer: Viewer | undefined;
  const leave = () => {
    if (!viewer) return;
    viewers.delete(viewer);
    viewer.session.ended.removeEventListener('abort', viewer.end);
    viewer = undefined;
  };
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        viewer = {
          ...seen,
          send: (event, data) => {
            if ((controller.desiredSize ?? 0) <= 0) return false;
            controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
            return true;
          },
          end: () => {
            if (!viewer) return;
            leave();
            controller.close();
          },
        };
        viewers.add(viewer);
        seen.session.ended.addEventListener('abort', viewer.end, { once: true });
        // Its headers go out at once, and how soon to come again where it breaks off.
        controller.enqueue(encoder.encode('retry: 5000\n\n'));
      },
      cancel: leave,
    },
    { highWaterMark: mostWaiting },
  );
}
