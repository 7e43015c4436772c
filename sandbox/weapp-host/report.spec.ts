import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FIXTURE } from './fixture-helpers';
import { evalUses, packageSizes } from './report';

describe('PF-03 package report', () => {
  it('PF-03 counts the main package and each sub-package in bytes of files', () => {
    const report = packageSizes(FIXTURE);
    expect(report.subPackages.map((one) => one.root)).toEqual(['goods']);
    expect(report.main.bytes + (report.subPackages[0]?.bytes ?? 0)).toBe(report.totalBytes);
    expect(report.subPackages[0]?.files).toBe(6);
    expect(report.largest[0]?.bytes).toBeGreaterThan(0);
  });

  it('PF-03 finds eval and Function in the code, and leaves a probe inside try alone', () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'weapp-report-'));
    fs.writeFileSync(path.join(root, 'app.json'), '{"pages":[]}');
    fs.writeFileSync(path.join(root, 'app.js'), 'var g = (function () { try { return Function("return this")() } catch (e) { return {} } })();\nx.Function = 1; // eval(\nnew Function("a");\n');
    fs.writeFileSync(path.join(root, 'page.js'), 'function f(source) { return eval(source) }\ntry { later = function () { return Function("1") } } catch (e) {}');
    expect(evalUses(root)).toEqual([{ file: 'app.js', line: 3, what: 'new Function(…)' }, { file: 'page.js', line: 1, what: 'eval(…)' }, { file: 'page.js', line: 2, what: 'Function(…)' }]);
    expect(evalUses(root, true)).toHaveLength(4);
    fs.rmSync(root, { recursive: true });
  });
});
