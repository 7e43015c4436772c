import { contrast, INK_GREEN, readableBrand } from './theme';

test('a shop’s pale colour is darkened until white text can be read on it; a good one is kept', () => {
  for (const colour of ['#FFD700', '#7FFFD4', '#FF8A65', '#ffffff']) expect(contrast(readableBrand(colour), '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(readableBrand(INK_GREEN)).toBe(INK_GREEN);
  expect(readableBrand('red')).toBe(INK_GREEN);
});
