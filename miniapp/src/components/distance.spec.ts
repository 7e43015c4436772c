import { distanceWords, metresBetween, nearestFirst } from './distance';

const here = { latitude: 31.2304, longitude: 121.4737 };
const jingan = { name: '静安店', latitude: 31.2286, longitude: 121.4478 };
const pudong = { name: '浦东店', latitude: 31.2215, longitude: 121.5447 };
const nowhere = { name: '新店', latitude: null, longitude: null };

describe('stores by distance', () => {
  it('PF-03 puts the nearest store first and one without a place last', () => {
    expect(nearestFirst([nowhere, pudong, jingan], here).map((s) => s.name)).toEqual(['静安店', '浦东店', '新店']);
    expect(nearestFirst([nowhere, pudong, jingan], null).map((s) => s.name)).toEqual(['新店', '浦东店', '静安店']);
  });

  it('measures what a map measures, and words it as roughly as it is known', () => {
    expect(Math.round((metresBetween(here, jingan) ?? 0) / 100)).toBe(25);
    expect(metresBetween(here, nowhere)).toBeNull();
    expect([120, 3_240, 25_800].map(distanceWords)).toEqual(['500 米内', '约 3.2 公里', '约 26 公里']);
  });
});
