import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { ok, Stage, type Reply } from '../../sidebar/test-stage';
import { card, entry, product, RIGHTS, rules } from './cards.fixture';
import { CustomerCards } from './CustomerCards';

/** A customer's cards before whoever has these rights, and the hands that press on them. */
export const answers = (over: Record<string, Reply> = {}): Record<string, Reply> => ({
  'membership.cardsOf': ok({ cards: [] }),
  'membership.products': ok({ products: [product()] }),
  'membership.rules': ok({ rules: rules(), defaults: rules() }),
  'membership.card': ok({ card: card(), entries: [entry()], next: null }),
  'stores.list': ok({ stores: [] }),
  ...over,
});

export function openCards(rights: readonly string[] = RIGHTS): jest.Mock {
  const onOpenBooking = jest.fn();
  render(
    <Stage rights={rights}>
      <CustomerCards customer={{ id: 'c', name: '王芳', storeId: 'st' }} onChanged={() => undefined} onOpenBooking={onOpenBooking} />
    </Stage>,
  );
  return onOpenBooking;
}
export const press = (testid: string): void => void fireEvent.click(screen.getByTestId(testid));
export const isOff = (testid: string): boolean => (screen.getByTestId(testid) as HTMLButtonElement).disabled;
export const toasts = (): string =>
  screen
    .queryAllByTestId('toast')
    .map((one) => one.textContent)
    .join('|');
/** Opens the first card. */
export async function openCard(): Promise<void> {
  await waitFor(() => screen.getByTestId('card'));
  press('card');
  await waitFor(() => screen.getByTestId('card-head'));
}
