import { fireEvent, render, screen } from '@testing-library/react';
import { Sheet } from './Sheet';

beforeAll(() => {
  window.matchMedia = ((query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  })) as unknown as typeof matchMedia;
});

test('Enter in a field sends its own sheet, never the one beneath it', () => {
  const sent: string[] = [];
  render(
    <Sheet open title="外" testid="outer" onClose={() => undefined} onSubmit={() => sent.push('outer')}>
      <input data-testid="outer-field" />
      <Sheet open title="内" testid="inner" onClose={() => undefined} onSubmit={() => sent.push('inner')}>
        <input data-testid="inner-field" />
      </Sheet>
    </Sheet>,
  );
  const formOf = (id: string): HTMLFormElement => screen.getByTestId<HTMLInputElement>(id).form!;
  fireEvent.submit(formOf('inner-field'));
  expect(sent).toEqual(['inner']);
  fireEvent.submit(formOf('outer-field'));
  expect(sent).toEqual(['inner', 'outer']);
});
