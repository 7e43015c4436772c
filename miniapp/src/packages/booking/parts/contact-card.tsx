import { View } from '@tarojs/components';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { serverNow } from '@/api/clock';
import { session } from '@/api/session';
import { RefusalNote } from '@/components/refusal-note';
import { ContactForm } from './contact-form';
import type { ContactState } from './use-contact';
import './contact.scss';

/** The contact form with what the phone knows of her. */
export function ContactCard({ state, utcOffsetMinutes }: { state: ContactState; utcOffsetMinutes: number }) {
  const { me } = session.use();
  return (
    <View>
      <ContactForm
        contact={state.contact}
        problems={state.problems}
        today={dateAt(serverNow(), utcOffsetMinutes)}
        phoneBusy={state.busy}
        phoneVerified={state.verified}
        phoneHint={me?.phoneVerified && me.maskedPhone && !state.contact.phone ? `上次用的是 ${me.maskedPhone}` : null}
        onChange={state.change}
        onPhoneCode={(answer) => void state.takePhoneCode(answer)}
      />
      <RefusalNote refusal={state.refusal} />
    </View>
  );
}
