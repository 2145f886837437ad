import { setFlagsFromString } from 'node:v8';

/**
 * By how much the heap may grow beyond what was in use when it was last collected. Node lets a small heap grow to four times of that before
 * it collects again: a night's memory is then mostly garbage. Half as much again takes a quarter less memory, and next to no more time.
 */
setFlagsFromString('--heap-growing-percent=50');

/**
 * How much of a function has run, in bytes of its code, before it is compiled to be fast. The compiler of Node 20 begins at an eighth of that
 * and takes a fifth of the processor time of a small night, for functions that are then hardly called again; a large night is as fast
 * either way. Later ones count in another way, and do not know the flag.
 */
if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString('--interrupt-budget=1000000');
