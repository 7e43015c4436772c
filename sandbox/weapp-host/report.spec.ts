import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FIXTURE } from './fixture-helpers';
import { bundleProblems, evalUses, loadEverything, packageSizes } from './report';

describe('PF-03 package report', () => {
  it('PF-03 counts the main package and each sub-package in bytes of files', () => {
    const report = packageSizes(FIXTURE);
    expect(report.subPackages.map((one) => one.root)).toEqual(['goods']);
    expect(report.main.bytes + (report.subPackages[0]?.bytes ?? 0)).toBe(report.totalBytes);
    expect(report.subPackages[0]?.files).toBe(6);
    expect(report.largest[0]?.bytes).toBeGreaterThan(0);
  });

  it('PF-03 finds eval and Function in the code, and says where it stands', () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'weapp-report-'));
    fs.writeFileSync(path.join(root, 'app.json'), '{"pages":[]}');
    fs.writeFileSync(
      path.join(root, 'app.js'),
      'var g = (function () { try { return Function("return this")() } catch (e) { return {} } })();\nx.Function = 1; // eval(\nnew Function("a");\n',
    );
    fs.writeFileSync(
      path.join(root, 'page.js'),
      'function f(source) { return eval(source) }\ntry { later = function () { return Function("1") } } catch (e) {}',
    );
    expect(evalUses(root).map((use) => `${use.file}:${use.line} ${use.what} ${use.where}`)).toEqual([
      'app.js:1 Function(…) try',
      'app.js:3 new Function(…) plain',
      'page.js:1 eval(…) plain',
      'page.js:2 Function(…) plain',
    ]);
    fs.rmSync(root, { recursive: true });
  });

  it('PF-03 opens every page once and tells what threw, what tried eval, and what is not played', async () => {
    const report = await loadEverything(FIXTURE);
    expect(report).toEqual({
      pages: ['pages/home/index', 'pages/mine/index', 'goods/detail/index', 'goods/privacy/index'],
      exceptions: [],
      codeFromText: [],
      unplayed: [],
    });
  });

  it('PF-03 says in words what keeps a bundle from being uploaded', async () => {
    expect(await bundleProblems(FIXTURE, { mainBytes: 800 * 1024 })).toEqual([]);
    expect(await bundleProblems(FIXTURE, { mainBytes: 1000 })).toEqual([expect.stringMatching(/^the main package has \d+ bytes; 1000 are allowed$/)]);
  });
});
