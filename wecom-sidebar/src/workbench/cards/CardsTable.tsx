import type { CardView } from '@zhike/domain/membership/contract';
import { Table } from 'antd';
import { useNow } from '../../components/parts';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { CardStateTag } from '../../features/membership/CardFace';
import { dueWords, KIND_WORDS, leftOf, partsOf, validityOf } from '../../features/membership/words';

/** Many cards at a desk: whose, what is left, until when. */
export function CardsTable({ cards, onOpen }: { cards: readonly CardView[]; onOpen: (cardId: string) => void }) {
  const today = todayAt(useNow(), CHINA_OFFSET);
  return (
    <Table<CardView>
      size="middle"
      rowKey="id"
      dataSource={[...cards]}
      pagination={false}
      scroll={{ x: 900 }}
      onRow={(card) => ({ onClick: () => onOpen(card.id), className: 'zk-table-row' })}
      data-testid="cards-table"
      columns={[
        {
          title: '持卡人',
          dataIndex: 'customerName',
          width: 110,
          render: (name: string, card) => (
            <button
              type="button"
              className="zk-link"
              onClick={(e) => {
                e.stopPropagation();
                onOpen(card.id);
              }}
              data-testid="card-row"
            >
              {name}
            </button>
          ),
        },
        {
          title: '卡',
          dataIndex: 'name',
          render: (name: string, card) => (
            <>
              {name}
              <span className="zk-hint zk-block">
                {KIND_WORDS[card.kind]} · {card.code}
              </span>
            </>
          ),
        },
        {
          title: '还有',
          dataIndex: 'sessionsLeft',
          width: 190,
          render: (_, card) => (
            <>
              <b>{leftOf(card)}</b>
              <span className="zk-hint zk-block">{partsOf(card)}</span>
            </>
          ),
        },
        { title: '状态', dataIndex: 'state', width: 100, render: (state: CardView['state']) => <CardStateTag state={state} /> },
        {
          title: '有效期与下一次',
          dataIndex: 'validUntil',
          width: 250,
          render: (_, card) => {
            const { text, soon } = validityOf(card, today);
            const due = card.state === 'active' ? dueWords(card.nextDueOn, today) : null;
            return (
              <>
                <span className={soon ? 'zk-card-soon' : ''}>{text}</span>
                {due && <span className={`zk-hint zk-block${due.late ? ' zk-card-late' : ''}`}>{due.text}</span>}
              </>
            );
          },
        },
        { title: '办卡门店', dataIndex: 'storeName', width: 150 },
      ]}
    />
  );
}
