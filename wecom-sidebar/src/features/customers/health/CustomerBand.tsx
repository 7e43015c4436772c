import { HealthBand } from './HealthBand';
import { useHealthBands } from './useHealthBands';

/** The red band of one customer where her profile is not at hand: a booking, a visit that is asked for. */
export function CustomerBand({ customerId }: { customerId: string | null }) {
  const bands = useHealthBands([customerId]);
  return <HealthBand items={(customerId && bands.of.get(customerId)) || null} />;
}
