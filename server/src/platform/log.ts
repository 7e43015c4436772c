import pino from 'pino';

/** Structured log lines. Never personal data: ids, codes, durations only. */
export type Log = pino.Logger;

const HIDDEN = [
  '*.phone',
  '*.contactPhone',
  '*.token',
  '*.secret',
  '*.authorization',
  '*.name',
  '*.openid',
  'phone',
  'token',
  'secret',
  'authorization',
  'openid',
];

/** JSON lines on stdout; fields that could hold personal data or secrets are removed even when a caller forgets. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: HIDDEN, censor: '[hidden]' } };
  return destination ? pino(options, destination) : pino(options);
}
