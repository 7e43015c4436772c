import type { ServiceView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { ManyChips } from '../../components/parts';
import { addonWords } from './words';

export interface ExtrasWish {
  readonly addonIds: readonly string[];
  readonly partySize: number;
}
export const NO_EXTRAS: ExtrasWish = { addonIds: [], partySize: 1 };

/** What is added, and how many come: both decide how long it takes and whom it needs, so they are asked before the time. */
export function BookExtras({ service, extras, onChange }: { service: ServiceView; extras: ExtrasWish; onChange: (extras: ExtrasWish) => void }) {
  const addons = service.addons.filter((a) => a.active);
  if (addons.length === 0 && service.maxParty === 1) return null;
  return (
    <div data-testid="book-extras">
      {addons.length > 0 && (
        <div className="zk-field">
          <h3 style={{ marginBottom: 8 }}>加项</h3>
          <ManyChips
            name="addon"
            label="加项"
            value={[...extras.addonIds]}
            choices={addons.map((a) => ({ key: a.id, title: addonWords(a) }))}
            onChange={(addonIds) => onChange({ ...extras, addonIds })}
          />
        </div>
      )}
      {service.maxParty > 1 && (
        <div className="zk-row">
          <h3 className="zk-grow">几个人来</h3>
          <Button
            aria-label="减一人"
            disabled={extras.partySize <= 1}
            onClick={() => onChange({ ...extras, partySize: extras.partySize - 1 })}
            data-testid="party-less"
          >
            －
          </Button>
          <b style={{ minWidth: 40, textAlign: 'center' }} aria-live="polite" data-testid="party">
            {extras.partySize} 人
          </b>
          <Button
            aria-label="加一人"
            disabled={extras.partySize >= service.maxParty}
            onClick={() => onChange({ ...extras, partySize: extras.partySize + 1 })}
            data-testid="party-more"
          >
            ＋
          </Button>
        </div>
      )}
    </div>
  );
}
