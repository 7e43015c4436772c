import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { Input } from 'antd';
import { Field } from '../../components/parts';

export interface Contact {
  readonly name: string;
  readonly phone: string;
  readonly note: string;
}

/** What is wrong with the contact; the shop's own record may know the number, then none is asked. */
export function contactProblems(contact: Contact, maskedPhone: string | null): { name: string | undefined; phone: string | undefined } {
  const known = contact.phone === '' && maskedPhone !== null;
  return {
    name: contact.name.trim() === '' ? '请填姓名' : undefined,
    phone: known ? undefined : contact.phone === '' ? '请填联系电话' : isMobile(normalisePhone(contact.phone)) ? undefined : '要 11 位手机号',
  };
}

export function BookContact({
  contact,
  maskedPhone,
  asked,
  onChange,
}: {
  contact: Contact;
  maskedPhone: string | null;
  asked: boolean;
  onChange: (contact: Contact) => void;
}) {
  const problems = contactProblems(contact, maskedPhone);
  const fromRecord = contact.phone === '' && maskedPhone !== null;
  return (
    <div>
      <h3 style={{ margin: '12px 0 8px' }}>联系人</h3>
      <Field label="姓名" problem={asked ? problems.name : undefined}>
        {(ids) => (
          <Input {...ids} value={contact.name} maxLength={20} onChange={(e) => onChange({ ...contact, name: e.target.value })} data-testid="contact-name" />
        )}
      </Field>
      <Field label="联系电话" hint={fromRecord ? `不填就用客户档案里的 ${maskedPhone ?? ''}` : undefined} problem={asked ? problems.phone : undefined}>
        {(ids) => (
          <Input
            {...ids}
            value={contact.phone}
            inputMode="tel"
            placeholder={maskedPhone ?? '11 位手机号'}
            onChange={(e) => onChange({ ...contact, phone: e.target.value })}
            data-testid="contact-phone"
          />
        )}
      </Field>
      <Field label="备注">
        {(ids) => (
          <Input.TextArea
            {...ids}
            value={contact.note}
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 5 }}
            placeholder="客户的要求，例如：想拍自然一点"
            onChange={(e) => onChange({ ...contact, note: e.target.value })}
            data-testid="book-note"
          />
        )}
      </Field>
    </div>
  );
}
