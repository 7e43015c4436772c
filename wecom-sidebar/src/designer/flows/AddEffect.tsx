import type { Effect } from '@zhike/domain/engines/effects';
import { InputNumber, Select } from 'antd';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { Labelled, Toggle } from '../forms/parts';
import { type AddPlace, placesToAdd, withPlace } from './draft-add';

type Add = Extract<Effect, { do: 'record.add' }>;
const FIXED = '';

/** 改数量: which number, up or down, by how much, and whether it may fall below nothing. */
export function AddEffect({ effect, entity, answer, onChange }: { effect: Add; entity: string; answer: CatalogueAnswer; onChange: (effect: Add) => void }) {
  const places = placesToAdd(answer, entity);
  const here = (one: AddPlace): boolean => one.on === effect.on && one.field === effect.field;
  const at = places.findIndex(here);
  const from = typeof effect.by === 'object' && effect.by !== null && 'field' in effect.by ? effect.by.field : FIXED;
  const numbers = (answer.entities.find((one) => one.id === entity)?.fields ?? []).filter((field) => field.type === 'number' && !field.retired);
  return (
    <>
      <Labelled label="改哪个数">
        <Select
          aria-label="改哪个数"
          value={at}
          options={[...places.map((one, i) => ({ value: i, label: one.label })), ...(at < 0 ? [{ value: at, label: '在别处设好的' }] : [])]}
          popupMatchSelectWidth={false}
          onChange={(next) => {
            const place = places[next];
            if (place) onChange(withPlace(effect, place));
          }}
          data-testid="add-place"
        />
      </Labelled>
      <Labelled label="加还是减">
        <Select
          aria-label="加还是减"
          value={effect.times ?? 1}
          options={[
            { value: 1 as const, label: '加上' },
            { value: -1 as const, label: '减去' },
          ]}
          onChange={(times) => onChange({ ...effect, times })}
        />
      </Labelled>
      <Labelled label="多少">
        <Select
          aria-label="多少"
          value={from}
          options={[{ value: FIXED, label: '每次一样多' }, ...numbers.map((field) => ({ value: field.id, label: `按「${field.label}」填的` }))]}
          popupMatchSelectWidth={false}
          onChange={(next) => onChange({ ...effect, by: next === FIXED ? 1 : { field: next } })}
          data-testid="add-by"
        />
        {from === FIXED && (
          <InputNumber
            aria-label="每次多少"
            min={0}
            value={typeof effect.by === 'number' ? effect.by : 1}
            onChange={(by) => onChange({ ...effect, by: by ?? 1 })}
          />
        )}
      </Labelled>
      <Toggle
        label="不够减就不减，当作「没做成」"
        on={effect.least !== undefined}
        onChange={(on) => {
          const { least: _, ...rest } = effect;
          onChange(on ? { ...rest, least: 0 } : rest);
        }}
      />
    </>
  );
}
