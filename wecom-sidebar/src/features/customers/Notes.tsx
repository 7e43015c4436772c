import { NoteForm } from './NoteForm';
import { Timeline } from './Timeline';

/** Write at the top, read beneath. */
export function Notes({
  customerId,
  mayWrite,
  focus,
  onSaved,
  onOpenBooking,
  version,
}: {
  customerId: string;
  mayWrite: boolean;
  focus: boolean;
  onSaved: () => void;
  onOpenBooking: (bookingId: string) => void;
  version: number;
}) {
  return (
    <>
      {mayWrite && <NoteForm customerId={customerId} focus={focus} onSaved={onSaved} />}
      <Timeline customerId={customerId} onOpenBooking={onOpenBooking} version={version} />
    </>
  );
}
