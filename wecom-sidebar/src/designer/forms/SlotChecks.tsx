import type { FieldType } from '@zhike/domain/engines/catalogue/definition';
import { type Check, type FormBody, isScratch, PATTERNS, type PatternName, type Slot, type SlotId } from '@zhike/domain/engines/forms/definition';
import { readNumber, typedNumber } from '@zhike/domain/engines/forms/typed';
import { Input, InputNumber, Select } from 'antd';
import { Labelled, Text, Toggle } from './parts';

type Set = (change: { readonly [Key in keyof Slot]?: Slot[Key] | undefined }) => void;

const TEXTS: readonly FieldType[] = ['text', 'longtext', 'address', 'url', 'email'];
const NUMBERS: readonly FieldType[] = ['number', 'money', 'percent', 'rating'];
const FILES: readonly FieldType[] = ['image', 'file'];
const PATTERN_WORDS: Readonly<Record<PatternName, string>> = {
  phone: '手机号',
  idcard: '身份证号',
  email: '邮箱',
  plate: '车牌号',
  digits: '只有数字',
  latin: '只有英文字母',
};

const checkOf = <Is extends Check['is']>(slot: Slot, is: Is) => slot.checks?.find((check): check is Extract<Check, { is: Is }> => check.is === is);
/** The checks with one of them replaced; null takes it away. */
function withCheck(slot: Slot, is: Check['is'], check: Check | null): Slot['checks'] {
  const others = (slot.checks ?? []).filter((one) => one.is !== is);
  const next = check ? [...others, check] : others;
  return next.length > 0 ? next : undefined;
}

/** What a question refuses, with the manager's own words for it, and what stands in it before anybody types. */
export function SlotChecks({ slot, type, set }: { slot: Slot; type: FieldType; set: Set }) {
  const put = (is: Check['is'], check: Check | null) => set({ checks: withCheck(slot, is, check) });
  const [pattern, length, unique] = [checkOf(slot, 'pattern'), checkOf(slot, 'length'), checkOf(slot, 'unique')];
  const said = pattern ?? length ?? checkOf(slot, 'range') ?? unique;
  return (
    <>
      {!slot.compute && <DefaultSetting slot={slot} type={type} set={set} />}
      {TEXTS.includes(type) && (
        <>
          <Labelled label="格式">
            <Select
              aria-label="格式"
              value={pattern && typeof pattern.p === 'string' ? pattern.p : 'any'}
              options={[{ value: 'any', label: '不限' }, ...PATTERNS.map((p) => ({ value: p, label: PATTERN_WORDS[p] }))]}
              onChange={(p) => put('pattern', p === 'any' ? null : { is: 'pattern', p: p as PatternName })}
            />
          </Labelled>
          <Labelled label="最多几个字（不填就不限）">
            <InputNumber
              aria-label="最多几个字"
              min={1}
              max={5_000}
              precision={0}
              value={length?.max ?? null}
              onChange={(max) => put('length', max === null ? null : { is: 'length', max })}
            />
          </Labelled>
        </>
      )}
      {(NUMBERS.includes(type) || type === 'date') && <RangeSetting slot={slot} type={type} put={put} />}
      {!isScratch(slot) && ['text', 'phone', 'email', 'idcard', 'number'].includes(type) && (
        <Toggle label="不能和别人重复" on={unique !== undefined} onChange={(on) => put('unique', on ? { is: 'unique', scope: 'org' } : null)} />
      )}
      {said && (
        <Text
          label="不合格时说什么（可不填）"
          value={said.msg}
          onChange={(msg) => {
            const { msg: _, ...rest } = said;
            put(said.is, (msg ? { ...rest, msg } : rest) as Check);
          }}
        />
      )}
      {FILES.includes(type) && <UploadSetting slot={slot} set={set} />}
      {type === 'bool' && isScratch(slot) && (
        <Toggle
          label="同意书：不同意就不能提交"
          on={slot.consent !== undefined}
          onChange={(on) => set(on ? { consent: { text: 'privacy', version: 1 }, requiredIf: true } : { consent: undefined })}
        />
      )}
      {slot.consent && (
        <Labelled label="同意的是（文本的名称和第几版）">
          <span className="zk-row">
            <Input
              aria-label="同意的文本"
              value={slot.consent.text}
              maxLength={60}
              onChange={(e) => set({ consent: { text: e.target.value || 'privacy', version: slot.consent?.version ?? 1 } })}
            />
            <InputNumber
              aria-label="第几版"
              min={1}
              precision={0}
              value={slot.consent.version}
              onChange={(version) => set({ consent: { text: slot.consent?.text ?? 'privacy', version: version ?? 1 } })}
            />
          </span>
        </Labelled>
      )}
    </>
  );
}

/** A bound as it is typed: money in yuan, a date as a date. */
function RangeSetting({ slot, type, put }: { slot: Slot; type: FieldType; put: (is: Check['is'], check: Check | null) => void }) {
  const range = checkOf(slot, 'range');
  const shown = (bound: unknown): string => (typeof bound === 'number' ? typedNumber({ type }, bound) : typeof bound === 'string' ? bound : '');
  const change = (which: 'min' | 'max', text: string) => {
    const { min, max, ...rest } = range ?? { is: 'range' as const };
    const value = text.trim() === '' ? undefined : type === 'date' ? text.trim() : readNumber({ type }, text);
    const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }), [which]: value };
    const kept = Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound !== undefined));
    put('range', Object.keys(kept).length > 0 ? { ...rest, ...kept } : null);
  };
  return (
    <Labelled label={type === 'date' ? '日期范围，例如 2026-01-01' : type === 'money' ? '金额范围（元）' : '数值范围'}>
      <span className="zk-row">
        <Input aria-label="最小" placeholder="最小" defaultValue={shown(range?.min)} onBlur={(e) => change('min', e.target.value)} />
        <span>到</span>
        <Input aria-label="最大" placeholder="最大" defaultValue={shown(range?.max)} onBlur={(e) => change('max', e.target.value)} />
      </span>
    </Labelled>
  );
}

function UploadSetting({ slot, set }: { slot: Slot; set: Set }) {
  const upload = slot.upload ?? { kinds: ['image' as const], maxMb: 20, maxCount: 9 };
  return (
    <Labelled label="最多几个，每个最大多少兆">
      <span className="zk-row">
        <InputNumber
          aria-label="最多几个"
          min={1}
          max={50}
          precision={0}
          value={upload.maxCount}
          onChange={(n) => set({ upload: { ...upload, maxCount: n ?? 1 } })}
        />
        <InputNumber
          aria-label="每个最大多少兆"
          min={1}
          max={200}
          precision={0}
          value={upload.maxMb}
          onChange={(n) => set({ upload: { ...upload, maxMb: n ?? 1 } })}
        />
      </span>
    </Labelled>
  );
}

const VARIABLES: Readonly<Partial<Record<FieldType, { readonly value: string; readonly label: string }>>> = {
  date: { value: 'today', label: '填写那天' },
  datetime: { value: 'now', label: '填写的时刻' },
  member: { value: 'actor', label: '填写的人' },
  store: { value: 'actor.store', label: '填写人的门店' },
  text: { value: 'query.channel', label: '链接的渠道' },
};

function DefaultSetting({ slot, type, set }: { slot: Slot; type: FieldType; set: Set }) {
  const fixed = [...TEXTS, ...NUMBERS].includes(type) && type !== 'rating';
  const variable = VARIABLES[type];
  if ((!fixed && !variable) || slot.consent) return null;
  const value = slot.default;
  const mode = !value ? 'none' : 'var' in value ? 'var' : 'value' in value ? 'value' : 'other';
  const options = [
    { value: 'none', label: '空着' },
    ...(variable ? [{ value: 'var', label: variable.label }] : []),
    ...(fixed ? [{ value: 'value', label: '固定内容' }] : []),
    ...(mode === 'other' ? [{ value: 'other', label: '在别处设好的' }] : []),
  ];
  return (
    <>
      <Labelled label="一开始填着什么">
        <Select
          aria-label="一开始填着什么"
          value={mode}
          options={options}
          onChange={(next) => set({ default: next === 'var' ? ({ var: variable?.value } as Slot['default']) : next === 'value' ? { value: '' } : undefined })}
        />
      </Labelled>
      {mode === 'value' && (
        <Labelled label="固定内容">
          <Input
            aria-label="固定内容"
            defaultValue={value && 'value' in value ? (typeof value.value === 'number' ? typedNumber({ type }, value.value) : String(value.value ?? '')) : ''}
            onBlur={(e) => set({ default: { value: NUMBERS.includes(type) ? readNumber({ type }, e.target.value) : e.target.value } })}
          />
        </Labelled>
      )}
    </>
  );
}

/** What is brought along from a picked record into the form's other questions: shown from there, or copied once. */
export function FillSettings({
  form,
  id,
  slot,
  fields,
  labelOf,
  set,
}: {
  form: FormBody;
  id: SlotId;
  slot: Slot;
  /** Of the record that is picked. */
  fields: readonly { readonly id: string; readonly label: string }[];
  labelOf: (id: SlotId) => string;
  set: Set;
}) {
  const ref = slot.ref ?? { show: [], fill: [], limit: 'active' as const };
  const free = Object.keys(form.fields).filter((other) => other !== id && !ref.fill.some((fill) => fill.to === other));
  const change = (fill: typeof ref.fill) => set({ ref: { ...ref, fill } });
  return (
    <Labelled label="选好以后自动带出">
      {ref.fill.map((fill, index) => (
        <span key={fill.to} className="zk-row wrap">
          <Select
            aria-label="带出哪一项"
            value={fill.from}
            popupMatchSelectWidth={false}
            options={fields.map((field) => ({ value: field.id, label: field.label }))}
            onChange={(from) => change(ref.fill.map((one, i) => (i === index ? { ...one, from } : one)))}
          />
          <span>→ {labelOf(fill.to)}</span>
          <Select
            aria-label="怎么带"
            value={fill.mode}
            options={[
              { value: 'live', label: '只显示，跟着变' },
              { value: 'copy', label: '抄一份，可以改' },
            ]}
            onChange={(mode) => change(ref.fill.map((one, i) => (i === index ? { ...one, mode } : one)))}
          />
          <button type="button" className="zk-link" onClick={() => change(ref.fill.filter((_, i) => i !== index))}>
            去掉
          </button>
        </span>
      ))}
      <Select
        aria-label="再带出一项"
        value={null}
        placeholder="再带出一项到…"
        options={free.map((other) => ({ value: other, label: labelOf(other) }))}
        onChange={(to: string | null) => to && fields[0] && change([...ref.fill, { to, from: fields[0].id, mode: 'live' }])}
      />
    </Labelled>
  );
}
