import fs from 'node:fs';
import { openPainter } from './browser';
import { fixtureHost } from './fixture-helpers';
import { rpxToPx, wxssToCss } from './wxss';
import { FIXTURE } from './fixture-helpers';

const CHROMIUM = '/usr/bin/chromium';

describe('PF-03 the painted page', () => {
  it("PF-03 style sheets: rpx by the width of the screen, WeChat's tags, imports once", () => {
    expect(rpxToPx('width: 375rpx', 390)).toBe('width: 195.000px');
    const css = wxssToCss(FIXTURE, 'app.wxss', 390);
    expect(css).toContain('body{');
    expect(css).toContain('wx-view.home wx-text,');
    expect(css.match(/\.imported/g)).toHaveLength(1);
    expect(css).not.toContain('@import');
  });

  (fs.existsSync(CHROMIUM) ? it : it.skip)('PF-03 a screenshot is a PNG, and what sticks out is named', async () => {
    const host = fixtureHost();
    await host.launch();
    const painter = await openPainter(host, { executablePath: CHROMIUM });
    try {
      expect(
        Buffer.from(await painter.screenshot(), 'base64')
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      expect(await painter.overflowing()).toEqual([]);
      host.page.instance.setData({ badge: '宽', wide: true });
      await host.rest();
      expect(await painter.overflowing()).toEqual(['wx-view.wide: 太宽']);
    } finally {
      await painter.close();
      host.close();
    }
  });
});
