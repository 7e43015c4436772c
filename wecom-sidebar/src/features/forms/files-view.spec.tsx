import type { FormFacts } from '@zhike/domain/engines/forms/input';
import type { Slot } from '@zhike/domain/engines/forms/definition';
import { FORM_WORLD } from '@zhike/domain/engines/forms/vectors.catalogue';
import { formOf, vectorContext } from '@zhike/domain/engines/forms/vectors.run';
import type { FileView } from '@zhike/domain/forms/contract';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { FormView, type HandedIn } from './FormView';
import type { Lookups } from './use-form';

const view = (id: string, over: Partial<FileView> = {}): FileView => ({
  id,
  kind: 'image',
  name: '',
  width: 800,
  height: 600,
  url: `/api/file/${id}`,
  thumbUrl: `/api/file/${id}?as=thumb`,
  ...over,
});

function show(fields: Record<string, Slot>, over: Partial<Lookups>, facts: FormFacts = {}) {
  const handed: HandedIn[] = [];
  const lookups: Lookups = { facts: () => Promise.resolve({}), pick: () => Promise.resolve([]), ...over };
  const opened = { form: formOf({ fields, ...(facts.record ? { mode: 'edit' as const } : {}) }), world: FORM_WORLD, facts, context: vectorContext({}) };
  render(<FormView opened={opened} lookups={lookups} busy={false} onSubmit={(one) => handed.push(one)} />);
  return handed;
}
const choose = async (label: string, ...files: File[]) => {
  fireEvent.change(screen.getByLabelText(label), { target: { files } });
  await act(async () => undefined);
};
const press = (): void => void fireEvent.click(screen.getByTestId('form-submit'));
const sized = (name: string, size: number): File => Object.defineProperty(new File(['x'], name), 'size', { value: size });

test('FM-07 photos are sent one after the other, shown small, taken out again; more than the place takes are not sent', async () => {
  const sent: string[] = [];
  const upload: Lookups['upload'] = (_slot, file) => {
    sent.push(file.name);
    return Promise.resolve({ file: view(`f${sent.length}`) });
  };
  const handed = show({ photos: { field: 'scratch:image', label: '照片', upload: { kinds: ['image'], maxMb: 2, maxCount: 2 } } }, { upload });
  await choose('给照片加文件', new File(['a'], 'a.jpg'), new File(['b'], 'b.jpg'), new File(['c'], 'c.jpg'));
  expect(sent).toEqual(['a.jpg', 'b.jpg']);
  expect(screen.getAllByRole('img').map((img) => img.getAttribute('src'))).toEqual(['/api/file/f1?as=thumb', '/api/file/f2?as=thumb']);
  expect(screen.queryByLabelText('给照片加文件')).toBeNull();
  fireEvent.click(screen.getByLabelText('删除照片第 1 个'));
  press();
  expect(handed[0]?.values).toEqual({ photos: ['f2'] });
});

test('FM-07 a file that is too large is told before it is sent, and what the server says of another one stands at its place', async () => {
  const upload = jest.fn(() => Promise.resolve({ problem: '这里只收图片。' }));
  show({ photos: { field: 'scratch:image', label: '照片', upload: { kinds: ['image'], maxMb: 2, maxCount: 2 } } }, { upload });
  await choose('给照片加文件', sized('huge.jpg', 30 * 1024 * 1024));
  expect(upload).not.toHaveBeenCalled();
  expect(screen.getByText('「huge.jpg」超过 2 MB，请换小一点的。')).toBeTruthy();
  await choose('给照片加文件', new File(['MZ'], 'photo.jpg'));
  expect(screen.getByText('这里只收图片。')).toBeTruthy();
  expect(screen.queryByText(/超过 2 MB/)).toBeNull();
});

test('FM-17 a point on a picture is marked by a press or by the keyboard, gets its words, is moved and taken back', async () => {
  const upload: Lookups['upload'] = () => Promise.resolve({ file: view('shot') });
  const handed = show({ marks: { field: 'scratch:annotation', label: '修改点' } }, { upload });
  await choose('给修改点加文件', new File(['a'], 'shot.png'));
  const picture = screen.getByTestId('mark-picture');
  picture.getBoundingClientRect = () => ({ left: 100, top: 50, width: 200, height: 400 }) as DOMRect;
  fireEvent.click(picture, { clientX: 150, clientY: 350, detail: 1 });
  fireEvent.change(screen.getByTestId('mark-marks-0'), { target: { value: '这里的字再大一点' } });
  fireEvent.click(picture, { detail: 0 });
  fireEvent.change(screen.getByTestId('mark-marks-1'), { target: { value: '换个颜色' } });
  fireEvent.keyDown(screen.getByTestId('mark-marks-1'), { key: 'ArrowLeft', altKey: true });
  fireEvent.click(picture, { clientX: 100, clientY: 50, detail: 1 });
  fireEvent.click(screen.getByLabelText('删除第 3 处'));
  press();
  expect(handed[0]?.values).toEqual({ marks: ['shot 250 750 这里的字再大一点', 'shot 490 500 换个颜色'] });
});

test('FM-07 files that are there already are looked up; a paper is shown by its name', async () => {
  const files: Lookups['files'] = (ids) => Promise.resolve(ids.map((id) => view(id, { kind: 'pdf', name: '报价.pdf', thumbUrl: null })));
  show({ papers: { field: 'scratch:file', label: '资料', default: { value: ['p1'] } } }, { files });
  await act(async () => undefined);
  expect(screen.getByText('报价.pdf').getAttribute('href')).toBe('/api/file/p1');
  expect(screen.queryByLabelText('给资料加文件')).toBeNull();
});
