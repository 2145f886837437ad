import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** The machine, in a line. */
export function machine(): string {
  const model = cpus()[0]?.model.replace(/\s+/g, ' ').trim();
  return `Node ${process.versions.node}, ${platform()} ${release()}, ${availableParallelism()} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB, load before ${loadavg()[0]?.toFixed(1)}`;
}
