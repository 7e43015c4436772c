import type { CouponTerms, TemplateView } from '@zhike/domain/marketing/contract';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { CountField, YuanField } from '../../components/inputs';
import { Chips, Field } from '../../components/parts';
import { useMay, useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { lastsWords, offWords } from '../../features/marketing/words';
import '../books/books.css';

const NEW: CouponTerms = {
  name: '',
  text: '',
  kind: 'cash',
  amountFen: 10_000,
  percent: 20,
  maxOffFen: null,
  minSpendFen: 0,
  itemIds: [],
  storeIds: [],
  withCoupons: false,
  withLevel: true,
  validDays: 30,
  validUntil: null,
  totalLimit: null,
  personLimit: 1,
};

/** 优惠券: what the shop gives out, how many are out and used. */
export function CouponsPage() {
  const manages = useMay('coupon.manage');
  const [withRetired, setRetired] = useState(false);
  const query = useQuery('marketing.templates', { withRetired }, { keepPrevious: true });
  const [edited, setEdited] = useState<TemplateView | 'new' | null>(null);
  return (
    <div className="zk-page" data-testid="coupons-page">
      <header className="zk-page-head">
        <h1>优惠券</h1>
        <Checkbox checked={withRetired} onChange={(e) => setRetired(e.target.checked)}>
          含停发的
        </Checkbox>
        {manages && (
          <Button type="primary" onClick={() => setEdited('new')} data-testid="coupon-new">
            新建券
          </Button>
        )}
      </header>
      <Loaded query={query} skeleton={<RowsSkeleton rows={4} />}>
        {({ templates }) =>
          templates.length === 0 ? (
            <Nothing title="还没有优惠券" hint="建好一种券，就可以在客户资料里单独发，也可以在「发券」里发给一批持卡客户。" />
          ) : (
            <div className="zk-card zk-books">
              <table>
                <thead>
                  <tr>
                    <th>券</th>
                    <th>已用 / 已发</th>
                  </tr>
                </thead>
                <tbody>
                  {templates.map((one) => (
                    <tr key={one.id} data-testid="coupon-template">
                      <th>
                        <button type="button" className="zk-link" disabled={!manages} onClick={() => setEdited(one)}>
                          {one.terms.name}
                        </button>
                        <span className="zk-hint zk-block">
                          {offWords(one.terms)} · {lastsWords(one.terms)}
                          {one.active ? '' : ' · 已停发'}
                        </span>
                      </th>
                      <td>
                        {one.used} / {one.issued}
                        {one.terms.totalLimit !== null && <span className="zk-hint zk-block">最多 {one.terms.totalLimit} 张</span>}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      {edited && (
        <TemplateSheet
          template={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onDone={() => {
            setEdited(null);
            query.reload();
          }}
        />
      )}
    </div>
  );
}

function TemplateSheet({ template, onClose, onDone }: { template: TemplateView | null; onClose: () => void; onDone: () => void }) {
  const save = useCommand('marketing.saveTemplate');
  const [terms, setTerms] = useState<CouponTerms>(template?.terms ?? NEW);
  const [active, setActive] = useState(template?.active ?? true);
  const change = (part: Partial<CouponTerms>) => setTerms({ ...terms, ...part });
  const storeId = useMe().stores[0]?.id;
  const items = useQuery('catalogue.items', terms.kind === 'item' && storeId ? { storeId, customerId: null, lineId: null, withInactive: false } : null);
  const missing = terms.name.trim() === '' ? '券名要写' : terms.kind === 'item' && terms.itemIds.length === 0 ? '选一样可以兑换的' : null;
  const submit = async () => {
    if (missing) return;
    const answer = await save.run({ templateId: template?.id ?? null, version: template?.version ?? 0, terms: { ...terms, name: terms.name.trim() }, active });
    if (!answer.ok) return;
    say(template ? '已保存。已经发出去的券不变' : '券已建好，可以发了');
    onDone();
  };
  return (
    <Sheet
      open
      title={template ? template.terms.name : '新建券'}
      onClose={onClose}
      onSubmit={() => void submit()}
      testid="coupon-sheet"
      foot={
        <Button type="primary" block disabled={missing !== null} loading={save.busy} onClick={() => void submit()} data-testid="coupon-save">
          {missing ?? '保存'}
        </Button>
      }
    >
      <Field label="券名">
        {(ids) => <Input id={ids.id} value={terms.name} maxLength={30} onChange={(e) => change({ name: e.target.value })} data-testid="coupon-name" />}
      </Field>
      <Chips
        label="种类"
        name="coupon-kind"
        value={terms.kind}
        onChange={(kind) => change({ kind })}
        choices={[
          { key: 'cash', title: '代金券' },
          { key: 'discount', title: '折扣券' },
          { key: 'item', title: '兑换券' },
        ]}
      />
      <div style={{ height: 12 }} />
      {terms.kind === 'cash' && <YuanField label="减多少" fen={terms.amountFen} onChange={(amountFen) => change({ amountFen })} testid="coupon-amount" />}
      {terms.kind === 'discount' && (
        <>
          <CountField
            label="优惠多少"
            unit="%"
            value={terms.percent}
            min={1}
            max={99}
            onChange={(percent) => change({ percent })}
            hint={`就是 ${offWords({ ...terms, minSpendFen: 0, maxOffFen: null })}`}
          />
          <YuanField label="最多减" fen={terms.maxOffFen ?? 0} onChange={(fen) => change({ maxOffFen: fen > 0 ? fen : null })} hint="0 表示不封顶" />
        </>
      )}
      {terms.kind === 'item' && (
        <Field label="可以兑换">
          {() => (
            <div className="zk-chips">
              {(items.data?.items ?? []).map((item) => {
                const on = terms.itemIds.includes(item.id);
                return (
                  <button
                    key={item.id}
                    type="button"
                    className="zk-chip"
                    aria-pressed={on}
                    onClick={() => change({ itemIds: on ? terms.itemIds.filter((id) => id !== item.id) : [...terms.itemIds, item.id] })}
                  >
                    {item.name}
                  </button>
                );
              })}
            </div>
          )}
        </Field>
      )}
      <YuanField label="满多少才能用" fen={terms.minSpendFen} onChange={(minSpendFen) => change({ minSpendFen })} hint="0 表示没有门槛" testid="coupon-min" />
      <CountField
        label="领到后有效"
        unit="天"
        value={terms.validDays ?? 30}
        min={1}
        max={3650}
        onChange={(validDays) => change({ validDays, validUntil: null })}
      />
      <CountField label="每人最多" unit="张" value={terms.personLimit ?? 1} min={1} max={1000} onChange={(personLimit) => change({ personLimit })} />
      <CountField
        label="总共最多"
        unit="张"
        value={terms.totalLimit ?? 0}
        min={0}
        max={1_000_000}
        onChange={(total) => change({ totalLimit: total > 0 ? total : null })}
        hint="0 表示不限"
      />
      <Field label="和别的优惠一起用">
        {() => (
          <span className="zk-row wrap">
            <Checkbox checked={terms.withLevel} onChange={(e) => change({ withLevel: e.target.checked })}>
              会员折扣
            </Checkbox>
            <Checkbox checked={terms.withCoupons} onChange={(e) => change({ withCoupons: e.target.checked })}>
              别的券
            </Checkbox>
          </span>
        )}
      </Field>
      <Field label="说明">
        {(ids) => <Input.TextArea id={ids.id} rows={2} value={terms.text} maxLength={200} onChange={(e) => change({ text: e.target.value })} />}
      </Field>
      {template && (
        <Checkbox checked={active} onChange={(e) => setActive(e.target.checked)}>
          继续发放（停发后，已经发出去的照样能用）
        </Checkbox>
      )}
      <RefusalNote refusal={save.refusal} />
    </Sheet>
  );
}
