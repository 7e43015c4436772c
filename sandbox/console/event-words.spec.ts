import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EVENT_TYPES, nounOf } from '@zhike/domain/events';
import { wordEvent } from './event-words';

/** All that the server's own files say. */
function sources(dir: string): string {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.name !== 'generated')
    .map((entry) => (entry.isDirectory() ? sources(path.join(dir, entry.name)) : readFileSync(path.join(dir, entry.name), 'utf8')))
    .join('\n');
}
const server = sources(path.join(__dirname, '../../server/src'));

test('every event that the server writes has words of its own in 「发生了什么」', () => {
  expect(EVENT_TYPES.filter((type) => wordEvent(type) === '')).toEqual([]);
  expect(new Set(EVENT_TYPES.map(wordEvent)).size).toBe(EVENT_TYPES.length);
  // Whatever a call of `event` names by itself; names that are put together are held by the compiler.
  const written = [...server.matchAll(/\.event\(\{\s*type: '([a-z_.]+)'/g)].map((match) => match[1] ?? '');
  expect(written.length).toBeGreaterThan(40);
  expect(written.filter((type) => wordEvent(type) === '')).toEqual([]);
});

test('no words are kept for an event that nobody writes', () => {
  const isWritten = (type: string): boolean => server.includes(`'${type}'`) || server.includes(`\`${nounOf(type)}.\${`);
  expect(EVENT_TYPES.filter((type) => !isWritten(type))).toEqual([]);
});

test('an event of an older version is shown without words', () => {
  expect(wordEvent('booking.something_old')).toBe('');
});
