import type { Decision } from '@zhike/domain/kernel/decision';
import { normalisePhone } from '@zhike/domain/kernel/phone';
import { useState } from 'react';
import type { AnyRefusal, OwnRefusal } from '@/api/refusals';
import { keepMe } from '@/api/session';
import { useCommand } from '@/api/use-command';
import { recall, remember } from '@/bridge/storage';
import { problemsOf, type Contact } from './contact-form';

function remembered(): Contact {
  const kept = recall('zk.contact');
  return { name: kept?.name ?? '', phone: kept?.phone ?? '', weddingDate: kept?.weddingDate ?? null, note: '' };
}

/** The shop's stand-in for somebody whose name it does not know is not a name to book under. */
function nameOf(name: string | null): string {
  return name === null || name.startsWith('微信用户') ? '' : name;
}

/** Her name and number, filled in once and remembered on this phone; WeChat's own number by a tap. */
export function useContact() {
  const bind = useCommand('access.bindPhone');
  const [contact, setContact] = useState<Contact>(remembered);
  const [tried, setTried] = useState(false);
  const [verified, setVerified] = useState<string | null>(null);
  const [phoneRefusal, setPhoneRefusal] = useState<AnyRefusal | null>(null);
  const change = (next: Contact) => {
    setContact(next);
    remember('zk.contact', { name: next.name, phone: next.phone, weddingDate: next.weddingDate });
  };
  return {
    contact,
    change,
    problems: tried ? problemsOf(contact) : {},
    busy: bind.busy,
    verified: verified !== null && verified === normalisePhone(contact.phone),
    refusal: phoneRefusal ?? bind.refusal,
    takePhoneCode: async (answer: Decision<string, OwnRefusal>) => {
      setPhoneRefusal(answer.ok ? null : answer.refusal);
      if (!answer.ok) return;
      const bound = await bind.run({ code: answer.value });
      if (!bound) return;
      keepMe(bound.me);
      setVerified(bound.phone);
      change({ ...contact, phone: bound.phone, name: contact.name || nameOf(bound.me.name) });
    },
    /** As it is sent, or null while something is wrong with it (which is then shown). */
    ready: () => {
      setTried(true);
      const wrong = problemsOf(contact);
      if (wrong.name || wrong.phone) return null;
      return {
        contactName: contact.name.trim(),
        contactPhone: normalisePhone(contact.phone),
        weddingDate: contact.weddingDate,
        note: contact.note.trim(),
      };
    },
  };
}
export type ContactState = ReturnType<typeof useContact>;
