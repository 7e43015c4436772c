/** @jest-environment node */
import { buildSync } from 'esbuild';
import path from 'node:path';

/** What the pages of the sub-package take of the engine. */
const ENTRY = `
  export { evaluateForm } from '@zhike/domain/engines/forms/evaluate';
  export { fileRules, readMark, writeMark } from '@zhike/domain/engines/forms/files';
  export { firstInput, mergeFacts, openedOf } from '@zhike/domain/engines/forms/page';
  export { readNumber, typedNumber } from '@zhike/domain/engines/forms/typed';
  export { fieldOfSlot } from '@zhike/domain/engines/forms/values';
  export { sayProblem } from '@zhike/domain/engines/forms/words';
`;
const LIMIT = 60 * 1024;

test('PF-11 the engine of forms in the mini-program is small, makes no code at run time, and brings no schema library along', () => {
  const built = buildSync({
    stdin: { contents: ENTRY, resolveDir: path.join(__dirname, '..', '..', '..', '..') },
    bundle: true,
    minify: true,
    write: false,
    format: 'cjs',
    target: 'es2018',
    metafile: true,
    alias: { '@zhike/domain': path.join(__dirname, '../../../../../domain') },
  });
  const code = built.outputFiles[0]?.text ?? '';
  process.stdout.write(`engine of forms: ${code.length} bytes minified, of ${LIMIT} allowed\n`);
  expect(code.length).toBeGreaterThan(10_000);
  expect(code.length).toBeLessThan(LIMIT);
  expect(code).not.toMatch(/\beval\b|new Function|Function\(/);
  expect(Object.keys(built.metafile?.inputs ?? {}).filter((file) => file.includes('zod'))).toEqual([]);
});
