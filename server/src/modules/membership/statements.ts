import { compileScope } from '@zhike/domain/kernel/access';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { statementOf, type Held, type Statement } from '@zhike/domain/membership/statement';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import type { Paper } from '../../platform/pdf';
import { cardHistory } from '../ledger/cards';
import type { Input } from './input';
import { mayRead } from './queries';
import { findCardRows, type CardRow } from './records.cards';

type Act = Awaited<ReturnType<typeof cardHistory>>[number];

/** First day of the month and of the next. */
function monthOf(month: string): readonly [string, string] {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return [`${month}-01`, `${next}-01`];
}

/** CD-09: a card's statement of a month as a PDF: hers, or of a card that the reader may see as staff. Family sees the card, not its statement. */
export async function getStatement(ask: Ask<ActorOf<'membership.statement'>>, input: Input<'membership.statement'>): Answer<'membership.statement'> {
  const { actor, ports } = ask;
  const sql = sqlOf(ports.db);
  const [row] = await findCardRows(sql, [input.cardId]);
  const mine = row && (actor.kind === 'customer' ? row.customerId === actor.customerId : await mayRead(sql, ask, row));
  if (!row || !mine) return refuse('record.not_found', { noun: 'card', id: input.cardId });
  if (!ports.pdf) return refuse('orders.no_font', { setting: 'CONTRACT_FONT' as const });
  const [first, next] = monthOf(input.month);
  const acts = (await cardHistory(sql, row.id, null, null)).map((act) => ({ ...act, at: act.at.getTime() }));
  const statement = statementOf(acts, { from: instantOf(first, '00:00', row.zone), until: instantOf(next, '00:00', row.zone) });
  const staff = actor.kind === 'staff' && compileScope(actor, 'card.read').kind !== 'none';
  const bytes = await ports.pdf.write(paperOf(row, statement, { first, last: addDays(next, -1), shop: ports.shop.name, now: ask.now, staff }));
  const { opening, closing } = statement;
  return allow({ fileName: `${row.code}-${input.month}.pdf`, base64: bytes.toString('base64'), opening, closing, lines: statement.lines.length });
}

const yuan = (fen: number): string => `${fen < 0 ? '-' : ''}${(Math.abs(fen) / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`;
const signed = (fen: number): string => (fen === 0 ? '' : `${fen > 0 ? '+' : ''}${yuan(fen)}`);
const times = (count: number): string => (count === 0 ? '' : `${count > 0 ? '+' : ''}${count}`);

interface About {
  readonly first: string;
  readonly last: string;
  readonly shop: string;
  readonly now: Date;
  /** Who did it is the shop's business. */
  readonly staff: boolean;
}

function paperOf(row: CardRow, { opening, lines, closing }: Statement<Omit<Act, 'at'> & { readonly at: number }>, about: About): Paper {
  const stored = row.terms.kind === 'stored_value';
  /** As the clock of the card's store had it. */
  const at = (instant: number): string => new Date(instant + offsetMinutesAt(row.zone, instant) * 60_000).toISOString().slice(0, 16).replace('T', ' ');
  const left = (held: Held): string[] =>
    stored ? [yuan(held.principalFen), yuan(held.bonusFen), yuan(held.principalFen + held.bonusFen)] : [String(held.sessions)];
  const blank = stored ? ['', ''] : [''];
  const whole = (word: string, date: string, held: Held): string[] => [date, word, '', ...blank, ...left(held)];
  return {
    title: `${about.shop} 会员卡对账单`,
    text: [
      `卡号：${row.code}　　卡名：${row.terms.name}`,
      `持卡人：${row.customerName}　　办卡门店：${row.storeName}`,
      `期间：${about.first} 至 ${about.last}　　单位：${stored ? '元' : '次'}`,
    ].join('\n'),
    createdAt: about.now,
    table: {
      columns: [
        { title: '时间', width: 96 },
        { title: '事项', width: stored ? 97 : 170 },
        { title: '门店', width: 66 },
        ...(stored
          ? ([
              { title: '本金', width: 58, right: true },
              { title: '赠送', width: 52, right: true },
              { title: '本金余', width: 58, right: true },
              { title: '赠送余', width: 52, right: true },
              { title: '余额', width: 60, right: true },
            ] as const)
          : ([
              { title: '变动', width: 60, right: true },
              { title: '剩余', width: 60, right: true },
            ] as const)),
      ],
      rows: [
        whole('期初余额', about.first, opening),
        ...lines.map(({ act, after }) => [
          at(act.at),
          `${act.actName}${act.reversed ? '（已撤销）' : ''}${about.staff && act.byName ? ` ${act.byName}` : ''}`,
          act.storeName,
          ...(stored ? [signed(act.principalFen), signed(act.bonusFen)] : [times(act.sessions)]),
          ...left(after),
        ]),
        whole('期末余额', about.last, closing),
      ],
    },
    foot: [`本期 ${lines.length} 笔。余额由账簿逐笔相加得出，如有疑问请在 ${about.last} 之后的一个月内到店核对。`, `出单时间：${at(about.now.getTime())}`],
  };
}
