import type { Assign, Effect, EffectKind } from '@zhike/domain/engines/effects';
import { Button, Input, InputNumber, Select } from 'antd';
import { useQuery } from '../../api/hooks';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { useRoles } from '../flows/parts';
import { beginValues, SetValues } from '../formulas/SetValues';
import { OrderEffect } from './OrderEffect';

const KINDS: readonly { readonly value: EffectKind; readonly label: string }[] = [
  { value: 'message', label: '发消息给客户' },
  { value: 'notify', label: '提醒同事' },
  { value: 'task.open', label: '建一条待办' },
  { value: 'tag.add', label: '打标签' },
  { value: 'tag.remove', label: '去掉标签' },
  { value: 'coupon.issue', label: '发优惠券' },
  { value: 'points.add', label: '加积分' },
  { value: 'order.create', label: '生成订单' },
  { value: 'flow.start', label: '启动流程' },
];
const SET = { value: 'record.set', label: '改字段' } as const;

/** What is done, in words. */
export const effectWords = (kind: string): string => [...KINDS, SET].find((one) => one.value === kind)?.label ?? '别处设好的动作';

const MANAGER: Assign = { role: 'manager', scope: 'store' };
/** What an effect begins with. */
export function beginEffect(kind: EffectKind): Effect {
  if (kind === 'message') return { do: kind, template: '', to: 'customer', channels: ['wechat', 'sms'] };
  if (kind === 'notify') return { do: kind, who: MANAGER, text: '' };
  if (kind === 'task.open') return { do: kind, who: MANAGER, title: '' };
  if (kind === 'coupon.issue') return { do: kind, template: '' };
  if (kind === 'points.add') return { do: kind, points: 100, reason: '' };
  if (kind === 'order.create') return { do: kind, as: 'order', item: '', note: { field: 'note' } };
  if (kind === 'flow.start') return { do: kind, flow: '' };
  return { do: kind === 'tag.remove' ? kind : 'tag.add', tag: '' };
}

/** 就…: one thing that is done. An effect that this editor does not draw stays as it is. */
export function EffectEditor({
  effect,
  answer,
  entity,
  onChange,
  onRemove,
}: {
  effect: Effect;
  answer: CatalogueAnswer;
  /** What it is about. */
  entity: string;
  onChange: (effect: Effect) => void;
  onRemove: () => void;
}) {
  const values = beginValues(answer, entity);
  const kinds = [...KINDS, ...(values || effect.do === 'record.set' ? [SET] : [])];
  const drawn = kinds.some((kind) => kind.value === effect.do);
  const begin = (kind: EffectKind): Effect => (kind === 'record.set' ? { do: kind, values: values ?? {} } : beginEffect(kind));
  return (
    <div className="zk-row wrap zk-effect" data-testid="effect">
      {drawn ? (
        <Select aria-label="做什么" value={effect.do} options={kinds} popupMatchSelectWidth={false} onChange={(kind) => onChange(begin(kind))} />
      ) : (
        <span>在别处设好的动作</span>
      )}
      {effect.do === 'message' && (
        <Definitions kind="text" label="哪段文字" value={effect.template} onChange={(template) => onChange({ ...effect, template })} />
      )}
      {effect.do === 'flow.start' && <Definitions kind="flow" label="哪个流程" value={effect.flow} onChange={(flow) => onChange({ ...effect, flow })} />}
      {(effect.do === 'tag.add' || effect.do === 'tag.remove') && <Tags value={effect.tag} onChange={(tag) => onChange({ ...effect, tag })} />}
      {effect.do === 'coupon.issue' && <Coupons value={effect.template} onChange={(template) => onChange({ ...effect, template })} />}
      {effect.do === 'record.set' && (
        <SetValues answer={answer} entity={entity} values={effect.values} onChange={(next) => onChange({ ...effect, values: next })} />
      )}
      {effect.do === 'order.create' && <OrderEffect effect={effect} onChange={onChange} />}
      {effect.do === 'points.add' && (
        <>
          <InputNumber
            aria-label="多少积分"
            min={1}
            max={100_000}
            precision={0}
            value={effect.points}
            onChange={(n) => onChange({ ...effect, points: n ?? 1 })}
          />
          <Input
            aria-label="说明"
            placeholder="说明，如：生日礼"
            value={effect.reason}
            maxLength={60}
            onChange={(e) => onChange({ ...effect, reason: e.target.value })}
          />
        </>
      )}
      {(effect.do === 'notify' || effect.do === 'task.open') && <Post who={effect.who} onChange={(who) => onChange({ ...effect, who })} />}
      {effect.do === 'notify' && (
        <Input
          aria-label="提醒什么"
          placeholder="提醒什么"
          value={effect.text}
          maxLength={120}
          onChange={(e) => onChange({ ...effect, text: e.target.value })}
        />
      )}
      {effect.do === 'task.open' && (
        <Input
          aria-label="要做什么"
          placeholder="要做什么"
          value={effect.title}
          maxLength={120}
          onChange={(e) => onChange({ ...effect, title: e.target.value })}
        />
      )}
      <Button size="small" type="text" onClick={onRemove}>
        移除
      </Button>
    </div>
  );
}

interface Picking {
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function One({ label, value, options, onChange }: Picking & { label: string; options: readonly { value: string; label: string }[] }) {
  return (
    <Select
      aria-label={label}
      style={{ minWidth: 160 }}
      placeholder={label}
      value={value || undefined}
      options={[...options]}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      notFoundContent="还没有，先去建一个"
      onChange={onChange}
    />
  );
}

/** One of the shop's own definitions of a kind that is in force: a text, a flow. */
export function Definitions({ kind, label, ...picking }: Picking & { kind: string; label: string }) {
  const list = useQuery('definitions.list', { kind });
  return (
    <One label={label} options={(list.data?.items ?? []).filter((row) => row.current > 0).map((row) => ({ value: row.id, label: row.title }))} {...picking} />
  );
}
function Tags(picking: Picking) {
  const tags = useQuery('segments.names', { entity: 'tag', search: '', ids: picking.value ? [picking.value] : [] });
  return <One label="哪个标签" options={(tags.data?.items ?? []).map((tag) => ({ value: tag.id, label: tag.name }))} {...picking} />;
}
function Coupons(picking: Picking) {
  const list = useQuery('marketing.templates', { withRetired: false });
  return (
    <One
      label="哪种券"
      options={(list.data?.templates ?? []).filter((one) => one.active).map((one) => ({ value: one.id, label: one.terms.name }))}
      {...picking}
    />
  );
}

/** Who is told: whoever is in charge of the record, or a post of the store. */
function Post({ who, onChange }: { who: Assign; onChange: (who: Assign) => void }) {
  const value = 'role' in who ? who.role : 'path' in who ? 'path' : 'other';
  const roles = useRoles('role' in who ? [who.role] : []);
  return (
    <Select
      aria-label="找谁"
      value={value}
      options={[{ value: 'path', label: '负责的同事' }, ...roles, ...(value === 'other' ? [{ value: 'other', label: '在别处设好的人' }] : [])]}
      popupMatchSelectWidth={false}
      onChange={(next) => next !== 'other' && onChange(next === 'path' ? { path: 'owner' } : { role: next, scope: 'store' })}
    />
  );
}
