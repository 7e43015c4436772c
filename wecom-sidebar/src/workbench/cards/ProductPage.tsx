import type { ApiOutput } from '@zhike/domain/api';
import type { CardProductView, CardRules, CardTerms } from '@zhike/domain/membership/contract';
import { Button, ConfigProvider } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { go } from '../../components/route';
import { useMay } from '../../components/SessionGate';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { productWords, yuan } from '../../features/membership/words';
import '../../features/membership/membership.css';
import '../services/services.css';
import { NEW_TERMS, type Problems, problemsOf, termsOf } from './draft';
import { TermsForm } from './TermsForm';

/** One card that is sold: its terms, and every version of them that cards were sold by. */
export function ProductPage({ productId }: { productId: string | null }) {
  const product = useQuery('membership.product', productId ? { productId } : null);
  const rules = useQuery('membership.rules', {});
  return (
    <div className="zk-page narrow" data-testid="card-product-page">
      <a className="zk-link zk-back" href="#/card-products">
        ‹ 全部卡种
      </a>
      <Loaded query={rules} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ rules: now }) =>
          productId ? (
            <Loaded query={product} skeleton={<RowsSkeleton rows={4} tall />}>
              {(data) => (
                <>
                  <Editor key={data.product.version} product={data.product} rules={now} onSaved={product.reload} />
                  <Versions versions={data.versions} />
                </>
              )}
            </Loaded>
          ) : (
            <Editor product={null} rules={now} onSaved={() => undefined} />
          )
        }
      </Loaded>
    </div>
  );
}

function Editor({ product, rules, onSaved }: { product: CardProductView | null; rules: CardRules; onSaved: () => void }) {
  const may = useMay('card.manage');
  const before = product ? termsOf(product) : NEW_TERMS;
  const [terms, setTerms] = useState<CardTerms>(before);
  const [asked, setAsked] = useState(false);
  const save = useCommand('membership.saveProduct');
  const problems = problemsOf(terms, rules);
  const sound = Object.keys(problems).length === 0;
  const changed = JSON.stringify(terms) !== JSON.stringify(before);
  const submit = async (next: CardTerms) => {
    setAsked(true);
    if (Object.keys(problemsOf(next, rules)).length > 0) {
      requestAnimationFrame(() => document.querySelector('.zk-plain-set .zk-field-problem')?.scrollIntoView({ block: 'center', behavior: 'smooth' }));
      return;
    }
    const answer = await save.run({ productId: product?.id ?? null, version: product?.version ?? 0, terms: { ...next, name: next.name.trim() } });
    if (!answer.ok) return;
    const saved = answer.value.product;
    const retired = before.active && !saved.active;
    say(!product ? `已添加「${saved.name}」` : retired ? '已停售，卖出去的卡照常用' : '已保存，以后卖的卡按新的；卖出去的不变');
    if (product) onSaved();
    else go(`/card-products/${saved.id}`);
  };
  return (
    <>
      <header className="zk-page-head">
        <h1>{product?.name ?? '新卡种'}</h1>
        {!may && <span className="zk-hint">只能查看。要修改请找总部。</span>}
        {may && product && (
          <Button
            danger={product.active}
            loading={save.busy}
            disabled={changed}
            title={changed ? '先保存或放弃改动' : undefined}
            onClick={() => void submit({ ...before, active: !product.active })}
            data-testid="card-product-retire"
          >
            {product.active ? '停售' : '重新开卖'}
          </Button>
        )}
      </header>
      <ConfigProvider componentDisabled={!may}>
        <fieldset className="zk-plain-set" disabled={!may}>
          <TermsForm
            terms={terms}
            rules={rules}
            isNew={!product}
            problems={asked ? problems : limitOnly(terms, problems)}
            onChange={(next) => {
              save.clear();
              setTerms(next);
            }}
          />
        </fieldset>
      </ConfigProvider>
      {may && (
        <div className="zk-foot sticky zk-page-foot">
          <div className="zk-grow">
            <RefusalNote refusal={save.refusal} />
            {asked && !sound && <p className="zk-field-problem">还有内容没填好，已标出来。</p>}
          </div>
          <Button size="large" type="primary" disabled={!changed} loading={save.busy} onClick={() => void submit(terms)} data-testid="card-product-save">
            {changed ? '保存' : '没有改动'}
          </Button>
        </div>
      )}
    </>
  );
}

/** What the law does not allow is said while it is typed; what is missing yet, only once somebody wants to save. */
const limitOnly = (terms: CardTerms, { priceFen }: Problems): Problems => (priceFen && terms.priceFen > 0 ? { priceFen } : {});

/** What was sold when: a card keeps the words by which it was sold. */
function Versions({ versions }: { versions: ApiOutput<'membership.product'>['versions'] }) {
  const now = useNow();
  if (versions.length < 2) return null;
  return (
    <section className="zk-card" style={{ marginTop: 12 }} data-testid="card-product-versions">
      <h2>以前的版本</h2>
      <p className="zk-second">卖出去的卡一直按卖的时候的写法。</p>
      {versions.map((one) => (
        <div key={one.version} className="zk-line">
          <span className="zk-hint">第 {one.version} 版</span>
          <span className="zk-grow">
            {one.terms.name} · {yuan(one.terms.priceFen)} · {productWords(one.terms)}
            {!one.terms.active && '（停售）'}
            <span className="zk-hint zk-block">
              {momentOf(one.at, CHINA_OFFSET, now)} · {one.byName}
            </span>
          </span>
        </div>
      ))}
    </section>
  );
}
