import './chat.css';
import { sitAt } from '../console/shared/desk';
import { clockTime, fill, find, h } from '../console/shared/dom';
import { type ChatMessage, type Customer, follow, type Member, readWorld, settled, tell, type WorldView } from '../console/shared/world';
import { type OpenChat, playWecom } from './bridge';

const MEMBER = 'chat:member';
const CONTACT = 'chat:contact';
const query = new URLSearchParams(location.search);
let world: WorldView;
let member: Member;
/** Whose chat is open; null: the list of what applications have told the member. */
let contact: Customer | null = null;

const members = h('select', { 'aria-label': '你是哪位同事', onChange: () => become(members.value) });
const list = h('nav', { class: 'contacts', 'aria-label': '联系人' });
const talk = h('section', { class: 'talk', 'aria-label': '聊天' });
const messages = h('div', { class: 'messages', role: 'log' });
const draft = h('div', { class: 'draft' });
const sidebar = h('iframe', { title: '侧边栏', class: 'sidebar' });

function contacts(): Customer[] {
  const known = new Set(world.follows.filter((one) => one.userid === member.userid).map((one) => one.externalUserId));
  return world.customers.filter((person) => known.has(person.externalUserId));
}

function remark(person: Customer): string {
  return world.follows.find((one) => one.userid === member.userid && one.externalUserId === person.externalUserId)?.remark || person.name;
}

function ofChat(person: Customer): ChatMessage[] {
  return world.chats.filter((message) => message.userid === member.userid && message.externalUserId === person.externalUserId);
}

const openChat = (): OpenChat => ({
  userid: member.userid,
  customer: contact,
  confirm: (content) =>
    new Promise((resolve) => {
      const answer = (send: boolean): void => {
        fill(draft);
        resolve(send);
      };
      const ready = h('button', { class: 'send', onClick: () => answer(true) }, '发送');
      fill(
        draft,
        h('p', {}, `发送给 ${contact ? remark(contact) : ''}`),
        bubble(content, false),
        h('div', {}, h('button', { class: 'plain', onClick: () => answer(false) }, '取消'), ready),
      );
      ready.focus();
    }),
  sent: () => void refresh(),
  scan: () =>
    new Promise((resolve) => {
      const answer = (text: string | null): void => {
        fill(draft);
        resolve(text);
      };
      const seen = h('input', { type: 'text', placeholder: '手机上二维码的内容', 'aria-label': '扫到的内容' });
      fill(
        draft,
        h('p', {}, '扫一扫：沙盒里没有摄像头，把码的内容贴在这里'),
        h(
          'form',
          {
            onSubmit: (event) => {
              event.preventDefault();
              if (seen.value.trim()) answer(seen.value.trim());
            },
          },
          seen,
          h('button', { class: 'send', type: 'submit' }, '扫到了'),
          h('button', { class: 'plain', type: 'button', onClick: () => answer(null) }, '取消'),
        ),
      );
      seen.focus();
    }),
});

/** A text, or a card that opens its page on the customer's phone. */
function bubble(content: ChatMessage['content'], opens: boolean): HTMLElement {
  if (content.msgtype === 'text') return h('p', { class: 'text' }, content.text);
  const picture = content.imgUrl ? h('img', { src: content.imgUrl, alt: '' }) : h('span', { class: 'blank', 'aria-hidden': 'true' }, '知');
  return h(
    'button',
    { class: 'card', disabled: !opens, title: opens ? '像顾客那样点开它' : null, onClick: () => openOnPhone(content.page) },
    h('small', {}, '小程序'),
    h('b', {}, content.title),
    picture,
    h('small', { class: 'foot' }, '🔗 小程序'),
  );
}

/** As the customer would: on the phone that is on the screen, or on a new one. */
function openOnPhone(page: string): void {
  const openid = contact?.openid;
  if (!openid) return;
  if (window.parent !== window) new BroadcastChannel('zhike-phone').postMessage({ openid, page });
  else window.open(`/phone?${new URLSearchParams({ openid, open: page }).toString()}`, 'zhike-phone');
}

function drawMessages(): void {
  if (!contact) {
    const waiting = world.massTasks.filter((task) => task.userid === member.userid && task.people.some((person) => person.status === 0));
    const told = world.appMessages.filter((message) => message.userid === member.userid);
    fill(
      messages,
      told.length === 0 ? h('p', { class: 'empty' }, '应用消息会来到这里：新预约、改期、取消。') : null,
      ...waiting.map((task) =>
        h(
          'article',
          { class: 'app' },
          h('time', { class: 'number' }, clockTime(task.at)),
          h('b', {}, `群发助手：${task.people.length} 位客户`),
          h('p', {}, task.text),
          h('button', { class: 'send', onClick: () => void tell(`mass/${task.msgid}/confirm`, {}).then(refresh) }, '确认发送'),
        ),
      ),
      ...told.map((message) =>
        h(
          'article',
          { class: 'app' },
          h('time', { class: 'number' }, clockTime(message.at)),
          h('b', {}, message.title),
          h('p', {}, message.description.replace(/<[^>]*>/g, '')),
          message.url ? h('a', { href: message.url, target: '_blank', rel: 'noopener' }, '详情') : null,
        ),
      ),
    );
  } else {
    const said = ofChat(contact);
    fill(
      messages,
      said.length === 0 ? h('p', { class: 'empty' }, `还没有说过话。在下面用你的名义、或用${contact.name}的名义说一句；侧边栏已经认出这位顾客。`) : null,
      ...said.map((message) =>
        h(
          'div',
          { class: `line ${message.from}` },
          h('img', {
            src: message.from === 'member' ? member.avatar : (contact?.avatar ?? ''),
            alt: message.from === 'member' ? '我' : (contact?.name ?? ''),
            width: 36,
            height: 36,
          }),
          bubble(message.content, true),
        ),
      ),
    );
  }
  messages.scrollTop = messages.scrollHeight;
}

function drawList(): void {
  const entry = (picture: HTMLElement, name: string, under: string, open: boolean, act: () => void): HTMLElement =>
    h('button', { class: 'contact', title: name, 'aria-pressed': String(open), onClick: act }, picture, h('span', {}, h('b', {}, name), h('small', {}, under)));
  const told = world.appMessages.filter((message) => message.userid === member.userid);
  fill(
    list,
    ...contacts().map((person) => {
      const last = ofChat(person).at(-1)?.content;
      return entry(
        h('img', { src: person.avatar, alt: '', width: 40, height: 40 }),
        remark(person),
        last ? (last.msgtype === 'text' ? last.text : `[小程序] ${last.title}`) : '@微信',
        contact?.openid === person.openid,
        () => choose(person),
      );
    }),
    entry(h('span', { class: 'badge', 'aria-hidden': 'true' }, '知'), '知客', told.at(-1)?.title ?? '应用消息', contact === null, () => choose(null)),
  );
}

function drawTalk(): void {
  const input = h('input', { type: 'text', placeholder: '说点什么', 'aria-label': '消息' });
  const say = async (from: 'member' | 'customer'): Promise<void> => {
    const text = input.value.trim();
    if (!text || !contact) return;
    input.value = '';
    await tell('chats', { userid: member.userid, externalUserId: contact.externalUserId, from, msgtype: 'text', text });
    await refresh();
  };
  const form = h(
    'form',
    {
      onSubmit: (event) => {
        event.preventDefault();
        void say('member');
      },
    },
    input,
    h('button', { class: 'send', type: 'submit' }, '发送'),
    h('button', { class: 'plain', type: 'button', onClick: () => void say('customer') }, `以${contact?.name ?? ''}的名义`),
  );
  fill(
    talk,
    h('header', {}, h('b', {}, contact ? remark(contact) : '知客'), h('small', {}, contact ? '@微信' : '应用消息')),
    messages,
    draft,
    contact ? form : null,
  );
  fill(draft);
  drawMessages();
}

function choose(person: Customer | null, anew = false): void {
  // The chat that is open already stays as it is: its sidebar may be in the middle of something.
  if (!anew && person && person.openid === contact?.openid) return;
  contact = person;
  localStorage.setItem(CONTACT, person?.openid ?? '');
  drawList();
  drawTalk();
  // WeCom opens the toolbar's page anew for each chat; beside the application's own messages stands its home page.
  sidebar.src = `/sidebar/?chat=${person ? encodeURIComponent(person.externalUserId.slice(-6)) : 'app'}`;
}

/** Another member is another person at another desk: own answer to the login page, own memory. */
function become(userid: string): void {
  member = world.members.find((one) => one.userid === userid) ?? member;
  localStorage.setItem(MEMBER, member.userid);
  members.value = member.userid;
  sitAt('sidebar', member.userid);
  window.zhikeWecom = { owner: `wecom:${member.userid}`, invoke: playWecom(openChat) };
  const own = contacts();
  choose(own.find((person) => person.openid === localStorage.getItem(CONTACT)) ?? own[0] ?? null, true);
}

async function refresh(): Promise<void> {
  world = await readWorld();
  drawList();
  drawMessages();
}

async function begin(): Promise<void> {
  document.body.classList.toggle('embedded', query.has('embedded'));
  world = await readWorld();
  const first =
    world.members.find((one) => one.userid === (query.get('member') ?? localStorage.getItem(MEMBER))) ??
    world.members.find((one) => one.position.includes('顾问')) ??
    world.members[0];
  if (!first) throw new Error('nobody works in the sandbox');
  member = first;
  fill(members, ...world.members.map((one) => h('option', { value: one.userid }, `${one.name} · ${one.position}`)));
  const rail = h('aside', { class: 'rail' }, h('label', {}, h('small', {}, '你是'), members), list);
  find('main').append(h('div', { class: 'window' }, rail, talk, sidebar));
  become(member.userid);
  follow(settled(refresh));
}

void begin();
