import { fireEvent, render, screen } from '@testing-library/react';
import { OverbookForm } from './OverbookForm';

const reasonInput = (): HTMLElement => screen.getByTestId('overbook-reason');

test('RP-17 laying a booking over another asks for a reason and keeps it', () => {
  const given: string[] = [];
  render(<OverbookForm busy={false} onOverbook={(reason) => given.push(reason)} />);
  fireEvent.click(screen.getByTestId('overbook-open'));
  fireEvent.click(screen.getByTestId('overbook-submit'));
  expect(given).toEqual([]);
  expect(screen.getByText('请写明原因')).toBeTruthy();
  fireEvent.change(reasonInput(), { target: { value: '  客户愿意等  ' } });
  fireEvent.keyDown(reasonInput(), { key: 'Enter', code: 'Enter', keyCode: 13 });
  expect(given).toEqual(['客户愿意等']);
});

test('RP-17 while it is being laid over it cannot be pressed twice', () => {
  let pressed = 0;
  const { rerender } = render(<OverbookForm busy={false} onOverbook={() => (pressed += 1)} />);
  fireEvent.click(screen.getByTestId('overbook-open'));
  fireEvent.change(reasonInput(), { target: { value: '店长同意' } });
  rerender(<OverbookForm busy onOverbook={() => (pressed += 1)} />);
  fireEvent.click(screen.getByTestId('overbook-submit'));
  expect(pressed).toBe(0);
});
