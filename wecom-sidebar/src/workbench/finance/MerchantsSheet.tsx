import type { ApiOutput } from '@zhike/domain/api';
import { Select } from 'antd';
import { useCommand, useQuery } from '../../api/hooks';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';

type Merchants = ApiOutput<'finance.merchants'>;
const MAIN = 'main';

/** 收款商户: into whose account at WeChat Pay each store's money goes. */
export function MerchantsSheet({ onClose }: { onClose: () => void }) {
  const query = useQuery('finance.merchants', {});
  return (
    <Sheet open title="收款商户" onClose={onClose} testid="merchants-sheet">
      <p className="zk-second" style={{ marginBottom: 12 }}>
        改了以后，下一笔收款才走新商户；已经发起和已经收到的款，退款、查询、对账都还走原来的商户。
      </p>
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {({ merchants, stores }) =>
          merchants.length === 1 ? (
            <Nothing title={`只有一个商户：${merchants[0]?.name ?? ''}`} hint="几家门店分属不同公司时，请技术人员按部署文档添加商户，再回来给门店选择。" />
          ) : (
            stores.map((store) => <StoreRow key={store.storeId} store={store} merchants={merchants} onDone={query.reload} />)
          )
        }
      </Loaded>
    </Sheet>
  );
}

function StoreRow({ store, merchants, onDone }: { store: Merchants['stores'][number]; merchants: Merchants['merchants']; onDone: () => void }) {
  const set = useCommand('finance.setStoreMerchant');
  const choose = async (value: string) => {
    const answer = await set.run({ storeId: store.storeId, mchid: value === MAIN ? null : value });
    if (!answer.ok) return;
    say(`${store.storeName} 的下一笔收款起走新商户`);
    onDone();
  };
  return (
    <div className="zk-account" data-testid="merchant-store">
      <span>
        {store.storeName}
        {!store.known && <b className="zk-bad zk-block">商户号 {store.mchid} 没有配置，这家店现在收不了款</b>}
        <RefusalNote refusal={set.refusal} />
      </span>
      <Select
        aria-label={`${store.storeName}的收款商户`}
        value={store.mchid ?? MAIN}
        loading={set.busy}
        style={{ minWidth: 180 }}
        onChange={(value) => void choose(value)}
        options={merchants.map((one) => ({ value: one.main ? MAIN : one.mchid, label: one.main ? `主商户 ${one.mchid}` : `${one.name} ${one.mchid}` }))}
      />
    </div>
  );
}
