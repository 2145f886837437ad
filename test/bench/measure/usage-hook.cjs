// Loaded into every process that is measured (NODE_OPTIONS=--require): at its end it writes down what it used. A process
// that a measured one starts does the same, so that a tree of processes adds up.
const { isMainThread } = require('node:worker_threads');

if (isMainThread && process.env.BENCH_USAGE)
  process.on('exit', () => {
    const fs = require('node:fs');
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    let peakKb = maxRSS;
    // What getrusage says is at least what the parent had when it forked; Linux knows better.
    try {
      peakKb = Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
    } catch {}
    const usage = { peakMb: peakKb / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
    fs.writeFileSync(`${process.env.BENCH_USAGE}/${process.pid}.json`, JSON.stringify(usage));
  });
