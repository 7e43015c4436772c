import { View } from '@tarojs/components';
import type { ServiceView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { Fact, Money } from '@/components/small';
import type { Extras } from '@/routes';
import { policyWords } from '@/words-of-bookings';
import { moveRule } from '@/words-of-time';
import { shapedWith } from './shaping';

interface Props {
  readonly service: ServiceView;
  readonly extras: Extras;
  /** What will be asked for: the shop's newest word when it has corrected the screen. */
  readonly price: { readonly priceFen: number; readonly depositFen: number };
  readonly startsAt: string;
  readonly utcOffsetMinutes: number;
}

/** The money, line by line: what it is made of, what is due now and later, and the terms in one line each. */
export function PriceCard({ service, extras, price, startsAt, utcOffsetMinutes }: Props) {
  const shaped = shapedWith(service, extras);
  const several = shaped.partySize > 1;
  const made = several || shaped.addons.length > 0;
  return (
    <View className="card facts" id="price">
      <Fact label={made ? '项目' : '项目价格'}>
        <Money fen={made ? service.priceFen : price.priceFen} />
      </Fact>
      {shaped.addons.map((addon) => (
        <Fact key={addon.id} label="加项">{`${addon.name} +${formatFen(addon.priceFen, 'short')}`}</Fact>
      ))}
      {several ? <Fact label="人数">{`${shaped.partySize} 位`}</Fact> : null}
      {made ? (
        <Fact label="合计" id="price-total">
          <Money fen={price.priceFen} />
        </Fact>
      ) : null}
      <Fact label="现在付">
        <Money fen={price.depositFen} />
      </Fact>
      <Fact label="到店再付">
        <Money fen={Math.max(0, price.priceFen - price.depositFen)} />
      </Fact>
      <Fact label="取消规则">{policyWords(service.policy, price.depositFen, { startsAt, utcOffsetMinutes })}</Fact>
      <Fact label="改期规则">{moveRule(service.policy)}</Fact>
    </View>
  );
}
