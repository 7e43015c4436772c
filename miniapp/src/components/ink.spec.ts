import { isSigned, NO_INK, withLine, withStroke } from './ink';

test('OR-03 a signature is some length of ink, in however many strokes: a dot or a slip is none', () => {
  const dot = withLine(withStroke(NO_INK), { x: 10, y: 10 }, { x: 11, y: 10 });
  expect(isSigned(NO_INK)).toBe(false);
  expect(isSigned(dot)).toBe(false);
  const two = withLine(withStroke(withLine(dot, { x: 0, y: 0 }, { x: 30, y: 40 })), { x: 0, y: 0 }, { x: 0, y: 20 });
  expect(two).toEqual({ strokes: 2, length: 71 });
  expect(isSigned(two)).toBe(true);
});
