import { readFileSync } from 'node:fs';

/** What the server's log must begin each line with to be counted here: time, process, database, SQLSTATE. */
export const LOG_LINE_PREFIX = '%m [%p] %d %e ';

const HEAD_BYTES = 200;

/**
 * Counts the deadlocks that a server's log tells of, database by database. PostgreSQL's own counters begin anew when it recovers
 * from a crash; the log goes on. (The supervisor begins a new file when one is too long. That is noticed, not counted wrongly.)
 * @param file the log of a server that was started with LOG_LINE_PREFIX and has written its first lines
 */
export function openDeadlockLog(file: string): (database: string) => number {
  const head = readFileSync(file).subarray(0, HEAD_BYTES);
  return (database) => {
    const log = readFileSync(file);
    if (!log.subarray(0, head.length).equals(head)) throw new Error('the log of PostgreSQL was begun anew: deadlocks before that are not known');
    const lines = log.toString('utf8').split('\n');
    return lines.filter((line) => / \[\d+\] (\S+) 40P01 ERROR: /.exec(line)?.[1] === database).length;
  };
}
