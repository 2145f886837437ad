import { writePrivateFile } from '../private-file.ts';

/** Keeps a file up to date with something that changes. */
export interface Saver {
  /** There is something to save; it will be before long. */
  changed(): void;
  /** Saves what is not saved yet; done when it is on the disk. */
  save(): Promise<void>;
  close(): Promise<void>;
}

/** Changes that come together are saved together. */
const settleMs = 200;

/**
 * Saves to a file of mode 0600, by way of a draft beside it: a reader, or a process that is killed, finds the old text
 * or the new one. At most one save a second, and a big state is saved so seldom that saving takes a tenth of the time.
 */
export function createSaver(path: string, text: () => string): Saver {
  let dirty = false;
  let timer: NodeJS.Timeout | undefined;
  let notBefore = 0;
  let saving = Promise.resolve();

  async function write(): Promise<void> {
    if (!dirty) return;
    dirty = false;
    const started = performance.now();
    try {
      await writePrivateFile(path, text());
    } catch (error) {
      dirty = true;
      throw error;
    } finally {
      const took = performance.now() - started;
      notBefore = performance.now() + Math.max(1000, 10 * took);
    }
  }

  function save(): Promise<void> {
    const written = saving.then(write);
    saving = written.catch(() => {});
    return written;
  }

  function schedule(): void {
    if (timer) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        // A disk that is full now may not be at the next change; close() tells.
        save().catch(() => {});
      },
      Math.max(settleMs, notBefore - performance.now()),
    ).unref();
  }

  return {
    changed: () => {
      dirty = true;
      schedule();
    },
    save,
    close: async () => {
      clearTimeout(timer);
      await save();
    },
  };
}
