import { fileRules, filesIn, readMark, writeMark } from './files';

test('FM-07 a slot says what it takes: pictures up to twenty megabytes where the form is silent, never films in a picture field', () => {
  expect(fileRules({ field: 'cf_photo' }, { type: 'image' })).toEqual({ kinds: ['image'], maxBytes: 20 * 1024 * 1024, maxCount: 9 });
  const upload = { kinds: ['image', 'video'] as const, maxMb: 1.5, maxCount: 2 };
  expect(fileRules({ field: 'cf_photo', upload }, { type: 'image' })).toEqual({ kinds: ['image'], maxBytes: 1_572_864, maxCount: 2 });
  expect(fileRules({ field: 'cf_paper', upload }, { type: 'file' })?.kinds).toEqual(['image', 'video']);
  expect(fileRules({ field: 'cf_hand', upload, sign: { text: 't', version: 1 } }, { type: 'signature' })).toMatchObject({ maxCount: 1, kinds: ['image'] });
  expect(fileRules({ field: 'cf_note' }, { type: 'text' })).toBeNull();
});

test('FM-17 a mark keeps its picture, its place and its words through one line of text', () => {
  const mark = { file: '0199-ab', x: 500, y: 1000, words: '这里的字 再大一点\n谢谢' };
  expect(readMark(writeMark(mark))).toEqual({ ...mark, words: '这里的字 再大一点 谢谢' });
  expect(readMark('nonsense')).toBeNull();
  expect(filesIn({ type: 'annotation' }, ['a 1 2 x', 'b 3 4 ', 'a 5 6 y'])).toEqual(['a', 'b']);
  expect(filesIn({ type: 'image' }, ['p', 'q'])).toEqual(['p', 'q']);
  expect(filesIn({ type: 'signature' }, 's')).toEqual(['s']);
  expect(filesIn({ type: 'text' }, 's')).toEqual([]);
});
