import { neighbourOf, type Standing } from './neighbours';

const all: Standing[] = [
  { id: 'a', unitIndex: 0, start: 10 },
  { id: 'b', unitIndex: 0, start: 14 },
  { id: 'c', unitIndex: 2, start: 9 },
  { id: 'd', unitIndex: 2, start: 13 },
  { id: 'e', unitIndex: 3, start: 14 },
];

describe('arrow keys among bookings', () => {
  test('RP-17 along time they stay with the unit and stop at the ends', () => {
    expect(neighbourOf(all, 'a', 'ArrowRight', 'right')).toBe('b');
    expect(neighbourOf(all, 'a', 'ArrowLeft', 'right')).toBeNull();
    expect(neighbourOf(all, 'd', 'ArrowUp', 'down')).toBe('c');
  });

  test('RP-17 across units they find the nearest unit with a booking, closest in time', () => {
    expect(neighbourOf(all, 'b', 'ArrowDown', 'right')).toBe('d');
    expect(neighbourOf(all, 'e', 'ArrowUp', 'right')).toBe('d');
    expect(neighbourOf(all, 'c', 'ArrowUp', 'right')).toBe('a');
    expect(neighbourOf(all, 'a', 'ArrowRight', 'down')).toBe('c');
    expect(neighbourOf(all, 'a', 'ArrowUp', 'right')).toBeNull();
    expect(neighbourOf(all, 'gone', 'ArrowUp', 'right')).toBeNull();
  });
});
