import { fixtureHost } from './fixture-helpers';
import { queryAll } from './selector';
import { hears, parsePath } from './data-path';

describe('PF-03 selectors and paths', () => {
  it('PF-03 tag, id, class, attribute, descendant, child, alternatives, and >>> into components', async () => {
    const host = fixtureHost();
    const page = await host.launch();
    page.instance.setData({ big: true, rows: [{ id: 'a', name: '苹果' }] });
    await host.rest();
    const count = (selector: string): number => queryAll(page.tree(), selector, page.instance).length;
    expect(count('#home')).toBe(1);
    expect(count('view.row')).toBe(1);
    expect(count('.rows > .row > .name')).toBe(1);
    expect(count('.home > .name')).toBe(0);
    expect(count('#home .name')).toBe(1);
    expect(count('[data-row-id=a]')).toBe(1);
    expect(count('[data-row-id="b"]')).toBe(0);
    expect(count('#inc, #off')).toBe(2);
    expect(count('.more')).toBe(0);
    expect(count('.counter >>> .more')).toBe(1);
    expect(count('#slotted')).toBe(1);
    expect(() => count('view:first-child')).toThrow('not understood');
    host.close();
  });

  it('PF-03 an observer hears its path, a parent of it, and with ** a child', () => {
    expect(parsePath('rows[0].name')).toEqual(['rows', 0, 'name']);
    expect(hears('a.b', ['a'])).toBe(true);
    expect(hears('a.b', ['a', 'b'])).toBe(true);
    expect(hears('a.b', ['a', 'b', 'c'])).toBe(false);
    expect(hears('a.b.**', ['a', 'b', 'c'])).toBe(true);
    expect(hears('a.b', ['a', 'c'])).toBe(false);
  });
});
