import { checkStanding } from '@zhike/domain/standing/definition';
import { EMPTY_STANDING, moved, standingOf, taggingOf, withState } from './draft';

test('CU-06 whatever the editor does to a list of stages, it stays one: each name once, and the last for all others', () => {
  const more = withState(withState(standingOf(EMPTY_STANDING)));
  for (const body of [more, moved(more, 0, 1), moved(more, 2, -1)]) expect(checkStanding(body)).toEqual([]);
  expect(moved(more, 0, 1).states.map((state) => state.id)).toEqual(['s2', 's1', 's3', 'else']);
  // Neither may the last be moved, nor another one behind it.
  expect([moved(more, 3, -1), moved(more, 2, 1), moved(more, 0, -1)]).toEqual([more, more, more]);
});

test('CU-05 CU-06 a body of another build is taken as far as it goes', () => {
  expect(taggingOf({ tag: 7, where: null })).toEqual({ tag: '', where: { all: [] }, removes: true });
  expect(standingOf({ states: 'x' })).toEqual(EMPTY_STANDING);
  expect(standingOf(null)).toEqual(EMPTY_STANDING);
});
