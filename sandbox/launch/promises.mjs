// docs/promises.md: what the product promises, each with the test that shows it and how that test last went.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './steps.mjs';

const ID = /^([A-Z][A-Z0-9]{0,5}-?\d+[a-z]?)(?:[,、 ]+(?=[A-Z][A-Z0-9]{0,5}-?\d)|[\s:：]+)/;
const MARK = { passed: '✓', failed: '✗' };

/** Takes jest's assertion results; tests whose title does not begin with an ID say nothing here. */
export function writePromises(tests) {
  const rows = [];
  for (const test of tests) {
    const ids = [];
    let rest = test.title;
    for (let found = ID.exec(rest); found; found = ID.exec(rest)) {
      ids.push(found[1]);
      rest = rest.slice(found[0].length);
    }
    for (const id of ids) rows.push({ id, text: rest.replace(/\|/g, '\\|').replace(/\s+/g, ' '), file: test.file, mark: MARK[test.status] ?? '– did not run' });
  }
  if (rows.length === 0) return;
  rows.sort((a, b) => compareIds(a.id, b.id) || a.text.localeCompare(b.text) || a.file.localeCompare(b.file));
  const head = [
    '# Promises',
    '',
    'Written by `npm test` from the tests whose title begins with an ID; do not edit. ✓ the test passed when it last ran, ✗ it failed.',
    '',
    '| ID | promise | | shown by |',
    '|---|---|---|---|',
  ];
  const body = rows.map((row, index) => `| ${index > 0 && rows[index - 1].id === row.id ? '' : row.id} | ${row.text} | ${row.mark} | \`${row.file}\` |`);
  writeFileSync(path.join(root, 'docs/promises.md'), `${[...head, ...body].join('\n')}\n`);
}

function compareIds(a, b) {
  const parts = (id) => /^([A-Z0-9]*?[A-Z])-?(\d+)(.*)$/.exec(id)?.slice(1) ?? [id, '0', ''];
  const [one, two] = [parts(a), parts(b)];
  return one[0].localeCompare(two[0]) || Number(one[1]) - Number(two[1]) || one[2].localeCompare(two[2]);
}
