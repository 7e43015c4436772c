import { slotsOf, type FormBody } from '@zhike/domain/engines/forms/definition';
import fc from 'fast-check';
import {
  addConsent,
  addNote,
  addSection,
  addSlot,
  beginSlot,
  EMPTY_FORM,
  joinNext,
  move,
  nudge,
  removeAt,
  removeSection,
  setSlot,
  splitRow,
} from './draft-form';

const at = (section: number, index: number) => ({ section, index });
const placed = (form: FormBody): string[] => form.layout.flatMap((section) => [...slotsOf(section)]);
const withThree = (): FormBody => {
  let form = EMPTY_FORM;
  for (const [i, field] of ['name', 'phone', 'birthday'].entries()) form = addSlot(form, field, {}, at(0, i)).form;
  return form;
};

describe('FM-01 a form is put together by moving its parts', () => {
  test('six fields, two of them swapped', () => {
    let form = EMPTY_FORM;
    for (const [i, field] of ['name', 'phone', 'birthday', 'scratch:rating', 'scratch:text', 'scratch:text'].entries())
      form = addSlot(form, field, field.startsWith('scratch') ? { label: field } : {}, at(0, i)).form;
    expect(placed(form)).toEqual(['name', 'phone', 'birthday', 'rating', 'text', 'text2']);
    expect(placed(move(form, at(0, 0), at(0, 1)))).toEqual(['phone', 'name', 'birthday', 'rating', 'text', 'text2']);
  });

  test('a form that makes customers asks everybody for the name, one that only changes them does not have to', () => {
    expect(beginSlot(EMPTY_FORM, 'name')).toEqual({ requiredIf: true });
    expect([beginSlot(EMPTY_FORM, 'phone'), beginSlot({ ...EMPTY_FORM, mode: 'edit' }, 'name'), beginSlot({ ...EMPTY_FORM, entity: 'order' }, 'name')]).toEqual(
      [{}, {}, {}],
    );
  });

  test('a consent is one press: required, and without it nothing is sent', () => {
    const form = addConsent(withThree(), at(0, 3));
    expect(placed(form)).toEqual(['name', 'phone', 'birthday', 'bool']);
    expect(form.fields.bool).toMatchObject({ field: 'scratch:bool', consent: { text: 'privacy', version: 1 }, requiredIf: true });
  });

  test('one step over the edge of a group leads into the next one, and at the end nowhere', () => {
    const form = addSection(withThree());
    const down = nudge(form, at(0, 2), 1);
    expect(down.layout.map((section) => slotsOf(section))).toEqual([['name', 'phone'], ['birthday']]);
    expect(nudge(down, at(1, 0), -1).layout.map((section) => slotsOf(section))).toEqual([['name', 'phone', 'birthday'], []]);
    expect(nudge(form, at(0, 0), -1)).toBe(form);
  });

  test('two on a row, and apart again; a removed row takes its questions along', () => {
    const joined = joinNext(withThree(), at(0, 0));
    expect(joined.layout[0]?.slots).toEqual([{ row: ['name', 'phone'] }, 'birthday']);
    expect(splitRow(joined, at(0, 0))).toEqual(withThree());
    expect(Object.keys(removeAt(joined, at(0, 0)).fields)).toEqual(['birthday']);
  });

  test('a group that goes leaves its questions to its neighbour, and the last one stays', () => {
    const two = nudge(addSection(withThree()), at(0, 2), 1);
    expect(placed(removeSection(two, 1))).toEqual(['name', 'phone', 'birthday']);
    expect(placed(removeSection(two, 0))).toEqual(['name', 'phone', 'birthday']);
    expect(removeSection(EMPTY_FORM, 0)).toBe(EMPTY_FORM);
  });

  test('a setting that is taken away is not there any more', () => {
    const form = setSlot(setSlot(withThree(), 'name', { requiredIf: true, help: '和证件一致' }), 'name', { requiredIf: undefined, help: '' } as never);
    expect(form.fields.name).toEqual({ field: 'name' });
  });

  test('law: whatever is done, each question stands in exactly one place', () => {
    const step = fc.tuple(
      fc.constantFrom('add', 'note', 'section', 'move', 'nudge', 'join', 'split', 'remove', 'unsection'),
      fc.nat(4),
      fc.nat(6),
      fc.nat(4),
      fc.nat(6),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let form = withThree();
        for (const [what, s, i, t, k] of steps) {
          const from = at(s % form.layout.length, i % ((form.layout[s % form.layout.length]?.slots.length ?? 0) + 1));
          const to = at(t % form.layout.length, k);
          if (what === 'add') form = addSlot(form, 'scratch:text', {}, from).form;
          else if (what === 'note') form = addNote(form, from);
          else if (what === 'section') form = addSection(form);
          else if (what === 'move') form = move(form, from, to);
          else if (what === 'nudge') form = nudge(form, from, i % 2 === 0 ? 1 : -1);
          else if (what === 'join') form = joinNext(form, from);
          else if (what === 'split') form = splitRow(form, from);
          else if (what === 'remove') form = removeAt(form, from);
          else form = removeSection(form, from.section);
          expect([...placed(form)].sort()).toEqual(Object.keys(form.fields).sort());
          expect(form.layout.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
