import fs from 'node:fs';
import path from 'node:path';

let known: ReadonlySet<string> | null = null;

/**
 * Every API that WeChat has, by its own typings. An API outside this list is undefined on a phone too, and Taro then says
 * 「小程序暂不支持」; so a typing mistake in an API name fails here as it would fail there.
 */
export function wxApiNames(): ReadonlySet<string> {
  if (known !== null) return known;
  const folder = path.dirname(require.resolve('miniprogram-api-typings/package.json'));
  const source = fs.readFileSync(path.join(folder, 'types/wx/lib.wx.api.d.ts'), 'utf8');
  const start = source.indexOf('interface Wx {');
  if (start < 0) throw new Error('miniprogram-api-typings no longer declares `interface Wx`');
  const names = new Set<string>(['env', 'cloud']);
  let depth = 0;
  for (const line of source.slice(start).split('\n')) {
    // Members stand at depth one; comments carry braces, so they are skipped.
    if (/^\s*(\*|\/\*|\/\/)/.test(line)) continue;
    const member = depth === 1 ? /^\s+(?:readonly )?([A-Za-z]\w*)\??\s*[(<:]/.exec(line) : null;
    if (member?.[1] !== undefined) names.add(member[1]);
    depth += (line.match(/\{/g) ?? []).length - (line.match(/\}/g) ?? []).length;
    if (depth <= 0) break;
  }
  known = names;
  return names;
}
