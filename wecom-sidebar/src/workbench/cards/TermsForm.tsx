import type { CardRules, CardTerms } from '@zhike/domain/membership/contract';
import { Input, Select, Switch } from 'antd';
import { useQuery } from '../../api/hooks';
import { Chips, Field, ManyChips } from '../../components/parts';
import { useMe } from '../../components/SessionGate';
import { KIND_WORDS } from '../../features/membership/words';
import { CountField, YuanField } from '../../components/inputs';
import { GiftsPart } from './GiftsPart';
import { type Problems, remarksOf, withKind } from './draft';

const KINDS = (Object.keys(KIND_WORDS) as CardTerms['kind'][]).map((key) => ({ key, title: KIND_WORDS[key] }));

/** The terms of a card, each with what it means for the customer and what the law says of it. */
export function TermsForm({
  terms,
  rules,
  isNew,
  problems,
  onChange,
}: {
  terms: CardTerms;
  rules: CardRules;
  isNew: boolean;
  problems: Problems;
  onChange: (terms: CardTerms) => void;
}) {
  const stored = terms.kind === 'stored_value';
  const set = (part: Partial<CardTerms>) => onChange({ ...terms, ...part });
  return (
    <>
      <section className="zk-card">
        <h2>是什么卡</h2>
        <Field label="种类" hint={isNew ? KIND_HINTS[terms.kind] : '种类定了就不变；要换就停售这种，另建一种'}>
          {() =>
            isNew ? (
              <Chips name="card-kind" label="种类" value={terms.kind} choices={KINDS} onChange={(kind) => onChange(withKind(terms, kind))} />
            ) : (
              <b className="zk-block">{KIND_WORDS[terms.kind]}</b>
            )
          }
        </Field>
        <Field label="名称" problem={problems.name}>
          {(ids) => (
            <Input
              {...ids}
              value={terms.name}
              maxLength={40}
              placeholder="例如：肩颈十次卡"
              onChange={(e) => set({ name: e.target.value })}
              data-testid="card-name"
            />
          )}
        </Field>
        <Field label="说明" hint="在小程序里给客户看">
          {(ids) => (
            <Input.TextArea
              {...ids}
              value={terms.text}
              maxLength={1000}
              autoSize={{ minRows: 2, maxRows: 6 }}
              onChange={(e) => set({ text: e.target.value })}
            />
          )}
        </Field>
      </section>
      <section className="zk-card">
        <h2>多少钱，有多少</h2>
        <div className="zk-three">
          <YuanField
            label={stored ? '充多少（本金）' : '价格'}
            fen={terms.priceFen}
            problem={problems.priceFen}
            onChange={(priceFen) => set({ priceFen })}
            testid="card-price"
          />
          {stored ? (
            <YuanField label="送多少" fen={terms.bonusFen} hint="和本金分开记账" onChange={(bonusFen) => set({ bonusFen })} testid="card-bonus" />
          ) : (
            <CountField
              label="次数"
              unit="次"
              min={1}
              max={500}
              value={terms.sessions}
              problem={problems.sessions}
              onChange={(sessions) => set({ sessions })}
              testid="card-sessions"
            />
          )}
          {terms.kind === 'course' && (
            <CountField
              label="多久做一次"
              unit="天"
              min={1}
              max={366}
              value={terms.intervalDays ?? 30}
              hint="到期会提示客户该来了"
              onChange={(intervalDays) => set({ intervalDays })}
              testid="card-interval"
            />
          )}
          {!stored && <SinglePrice terms={terms} rules={rules} onChange={set} />}
        </div>
        <Remarks lines={remarksOf(terms, rules)} />
      </section>
      <Reach terms={terms} problems={problems} onChange={set} />
      <GiftsPart terms={terms} onChange={(coupons) => set({ coupons })} />
    </>
  );
}

const KIND_HINTS: Record<CardTerms['kind'], string> = {
  stored_value: '充多少用多少，可以送一点',
  sessions: '买若干次，来一次划一次',
  course: '若干次，隔几天做一次，会提示下一次该在哪天',
};

function SinglePrice({ terms, rules, onChange }: { terms: CardTerms; rules: CardRules; onChange: (part: Partial<CardTerms>) => void }) {
  const usual = terms.sessions > 0 ? Math.ceil(terms.priceFen / terms.sessions) : 0;
  return (
    <YuanField
      label="单次价"
      fen={terms.singlePriceFen ?? usual}
      hint={rules.sessionRefund === 'single_price' ? '退卡时用掉的按它算' : '不办卡做一次的价；现在的退卡规则用不到它'}
      onChange={(fen) => onChange({ singlePriceFen: fen === usual ? null : fen })}
      testid="card-single-price"
    />
  );
}

function Remarks({ lines }: { lines: readonly string[] }) {
  return (
    <div className="zk-effects" data-testid="card-remarks">
      <b>卖之前要知道</b>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** What it pays for, where, how long, and where it is sold. */
function Reach({ terms, problems, onChange }: { terms: CardTerms; problems: Problems; onChange: (part: Partial<CardTerms>) => void }) {
  const me = useMe();
  const services = useQuery('booking.allServices', {});
  const stored = terms.kind === 'stored_value';
  const known = services.data?.services ?? [];
  // Services and stores that the reader cannot see stay as they are.
  const foreign = terms.storeIds.filter((id) => !me.stores.some((one) => one.id === id));
  return (
    <section className="zk-card">
      <h2>能用在哪</h2>
      <Field label="可用项目" problem={problems.serviceIds} hint={stored ? '不选就是全部项目' : '只能划这里选的'}>
        {(ids) => (
          <Select
            id={ids.id}
            mode="multiple"
            style={{ width: '100%' }}
            placeholder={stored ? '全部项目' : '选项目'}
            loading={services.busy}
            showSearch={{ optionFilterProp: 'label' }}
            value={terms.serviceIds}
            options={known.map((one) => ({ value: one.id, label: one.active ? one.name : `${one.name}（未上架）` }))}
            onChange={(serviceIds: string[]) => onChange({ serviceIds })}
            data-testid="card-services"
          />
        )}
      </Field>
      {me.stores.length > 1 && (
        <Field label="可用门店" hint="不选就是全部门店；在别的店用，两店之间自动记一笔结算">
          {() => (
            <ManyChips
              name="card-store"
              label="门店"
              value={terms.storeIds}
              choices={me.stores.map((one) => ({ key: one.id, title: one.name }))}
              onChange={(ids) => onChange({ storeIds: [...foreign, ...ids.filter((id) => !foreign.includes(id))] })}
            />
          )}
        </Field>
      )}
      <div className="zk-two">
        <Field label={stored ? '赠送多久内用完' : '有效期'}>
          {(ids) => (
            <div className="zk-row">
              <Switch
                id={ids.id}
                aria-label="有期限"
                checked={terms.validDays !== null}
                onChange={(on) => onChange({ validDays: on ? 365 : null })}
                data-testid="card-limited"
              />
              <span>{terms.validDays === null ? '长期有效' : '有期限'}</span>
            </div>
          )}
        </Field>
        {terms.validDays !== null && (
          <CountField
            label="从办卡起"
            unit="天"
            min={1}
            max={3660}
            value={terms.validDays}
            onChange={(validDays) => onChange({ validDays })}
            testid="card-valid-days"
          />
        )}
      </div>
      <Field label="小程序也卖" hint="关掉就只在门店办">
        {(ids) => <Switch id={ids.id} checked={terms.online} onChange={(online) => onChange({ online })} data-testid="card-online" />}
      </Field>
    </section>
  );
}
