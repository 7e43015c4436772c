import { Input, Picker, Text, Textarea, View } from '@tarojs/components';
import { addDays, formatDateZh, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { Decision } from '@zhike/domain/kernel/decision';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import type { OwnRefusal } from '@/api/refusals';
import { PhoneButton } from '@/bridge/phone-button';

export interface Contact {
  readonly name: string;
  readonly phone: string;
  readonly weddingDate: CalendarDate | null;
  readonly note: string;
}

/** What is wrong with each field, in words; empty when it may be sent. */
export function problemsOf(contact: Contact): { name?: string; phone?: string } {
  const name = contact.name.trim();
  return {
    ...(name.length === 0 ? { name: '请填写怎么称呼你' } : name.length > 20 ? { name: '姓名最多 20 个字' } : {}),
    ...(isMobile(normalisePhone(contact.phone)) ? {} : { phone: contact.phone.trim() ? '请填 11 位手机号' : '请填手机号，店里好联系你' }),
  };
}

interface Props {
  readonly contact: Contact;
  readonly problems: { readonly name?: string; readonly phone?: string };
  readonly today: CalendarDate;
  readonly phoneBusy: boolean;
  readonly phoneVerified: boolean;
  readonly phoneHint: string | null;
  readonly onChange: (contact: Contact) => void;
  readonly onPhoneCode: (answer: Decision<string, OwnRefusal>) => void;
}

/** Filled in once and remembered on this phone. WeChat's phone button is the short way; typing always works. */
export function ContactForm({ contact, problems, today, phoneBusy, phoneVerified, phoneHint, onChange, onPhoneCode }: Props) {
  return (
    <View className="card form">
      <View className="field">
        <Text className="field__label">姓名</Text>
        <Input
          id="contact-name"
          className="field__input"
          value={contact.name}
          maxlength={20}
          placeholder="怎么称呼你"
          placeholderClass="placeholder"
          onInput={(e) => onChange({ ...contact, name: e.detail.value })}
        />
      </View>
      {problems.name ? (
        <View className="field__problem" id="problem-name">
          {problems.name}
        </View>
      ) : null}
      <View className="field">
        <Text className="field__label">手机号</Text>
        <Input
          id="contact-phone"
          className="field__input figures"
          type="number"
          value={contact.phone}
          maxlength={16}
          placeholder="11 位手机号"
          placeholderClass="placeholder"
          onInput={(e) => onChange({ ...contact, phone: e.detail.value })}
        />
        {phoneVerified ? (
          <Text className="field__mark">已验证</Text>
        ) : (
          <PhoneButton id="phone-wechat" label="用微信手机号" busy={phoneBusy} onCode={onPhoneCode} />
        )}
      </View>
      {problems.phone ? (
        <View className="field__problem" id="problem-phone">
          {problems.phone}
        </View>
      ) : phoneHint ? (
        <View className="field__hint">{phoneHint}</View>
      ) : null}
      <View className="field">
        <Text className="field__label">婚期</Text>
        <Picker
          className="grow"
          mode="date"
          value={contact.weddingDate ?? today}
          start={today}
          end={addDays(today, 1100)}
          onChange={(e) => onChange({ ...contact, weddingDate: e.detail.value })}
        >
          <View id="wedding-date" className={contact.weddingDate ? 'field__input field__pick figures' : 'field__input field__pick placeholder'}>
            {contact.weddingDate ? formatDateZh(contact.weddingDate, today) : '选填，方便安排修片和取件'}
          </View>
        </Picker>
        {contact.weddingDate ? (
          <Text className="field__clear" id="wedding-clear" onClick={() => onChange({ ...contact, weddingDate: null })}>
            清除
          </Text>
        ) : null}
      </View>
      <View className="field field--tall">
        <Text className="field__label">备注</Text>
        <Textarea
          id="contact-note"
          className="field__area"
          value={contact.note}
          maxlength={500}
          autoHeight
          placeholder="选填，例如想要的风格、几个人来"
          placeholderClass="placeholder"
          onInput={(e) => onChange({ ...contact, note: e.detail.value })}
        />
      </View>
    </View>
  );
}
