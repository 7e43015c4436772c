import { brandStyle } from './brand';

describe("a shop's own colour", () => {
  it('is left alone when it is none', () => {
    expect(brandStyle(undefined)).toBeUndefined();
    expect(brandStyle('green')).toBeUndefined();
  });

  it('gets white on dark and dark on light', () => {
    expect(brandStyle('#1E6F5C')).toMatchObject({ '--zk-on-brand': '#FFFFFF', '--zk-brand-ink': '#1e6f5c' });
    expect(brandStyle('#F2B84B')).toMatchObject({ '--zk-on-brand': '#1D2129' });
  });

  it('is darkened where it is read as text', () => {
    expect(brandStyle('#F2B84B')?.['--zk-brand-ink']).not.toBe('#f2b84b');
  });
});
