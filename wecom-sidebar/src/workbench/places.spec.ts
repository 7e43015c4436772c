import { placeOf, SECTIONS } from './places';

describe('places of the desk', () => {
  test('every page is found by its own address, and under its section', () => {
    for (const section of SECTIONS)
      for (const page of section.pages) {
        const found = placeOf(page.path.split('/'));
        expect([found.section?.path, found.page?.path]).toEqual([section.path, page.path]);
      }
  });

  test('a section opens on its first page, a booking’s own link on the calendar', () => {
    expect(placeOf(['settings']).page?.path).toBe('settings/resources');
    expect(placeOf(['bookings', '0199']).page?.path).toBe('bookings');
    expect(placeOf([]).section?.path).toBe('today');
    expect(placeOf(['nowhere']).section).toBeUndefined();
  });
});
