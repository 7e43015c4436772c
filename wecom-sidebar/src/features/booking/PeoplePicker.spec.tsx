import type { ServiceView } from '@zhike/domain/booking/contract';
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { PeoplePicker } from './PeoplePicker';

const role = {
  key: 'therapist',
  name: '技师',
  typeId: 't',
  skill: null,
  offsetMinutes: 0,
  durationMinutes: 60,
  customerPicks: true,
  perPerson: true,
  kind: 'person',
};
const service = { id: 'v', durationMinutes: 60, priceFen: 100, depositFen: 0, maxParty: 2, addons: [], roles: [role] } as unknown as ServiceView;
const person = (id: string, name: string) => ({ id, name, photoUrl: null, introduction: '', skills: [] });

function Picker({ partySize, onChange }: { partySize: number; onChange: (choices: Record<string, string>) => void }) {
  const [choices, setChoices] = useState<Record<string, string>>({});
  const change = (next: Record<string, string>) => {
    setChoices(next);
    onChange(next);
  };
  return (
    <PeoplePicker
      storeId="st"
      service={service}
      partySize={partySize}
      free={{ therapist: ['a', 'b'], 'therapist#2': ['a'] }}
      choices={choices}
      onChange={change}
    />
  );
}

test('BK-01 a couple with two technicians: each guest has hers by name, nobody serves both, and who is busy cannot be tapped', async () => {
  openTestServer({ 'booking.service': ok({ service, pickable: { therapist: [person('a', '梅清'), person('b', '阿月')] } }) });
  const chosen: Record<string, string>[] = [];
  const { unmount } = render(
    <Stage>
      <Picker partySize={2} onChange={(next) => chosen.push(next)} />
    </Stage>,
  );
  await screen.findByText('技师（第 2 位客人）');
  const chip = (who: string, guest: number) => screen.getAllByRole<HTMLButtonElement>('button', { name: who })[guest - 1] as HTMLButtonElement;
  expect(chip('阿月', 2).disabled).toBe(true);
  fireEvent.click(chip('阿月', 1));
  fireEvent.click(chip('梅清', 2));
  expect(chosen.at(-1)).toEqual({ therapist: 'b', 'therapist#2': 'a' });
  expect(chip('梅清', 1).disabled).toBe(true);
  unmount();
  render(
    <Stage>
      <Picker partySize={1} onChange={() => undefined} />
    </Stage>,
  );
  expect(await screen.findByText('技师')).toBeTruthy();
  expect(screen.queryByText(/位客人/)).toBeNull();
});
