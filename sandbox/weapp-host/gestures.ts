import { dispatch } from './events';
import type { PageView } from './page-view';
import { closest, type ElementNode, idOf, isOn, walk } from './tree';
import { type Dict, WxFailure } from './types';

/** What a tap may set off outside the page. */
export interface GesturePort {
  /** A tap opens the short time in which WeChat lets an app ask for payment or subscription. */
  tapped(): void;
  phoneNumber(): Promise<Dict>;
  agreePrivacy(buttonId: string): void;
  share(view: PageView, button: ElementNode): void;
  navigate(openType: string, options: Dict): void;
  unplayed(what: string): void;
}

const OWN_CONTROLS = ['checkbox', 'radio', 'switch'];

function toggle(view: PageView, control: ElementNode): void {
  if (isOn(control.attr.disabled)) return;
  if (control.tag === 'switch') {
    const value = !view.values.isChecked(control);
    view.values.set(control, value);
    dispatch(control, 'change', { value });
    return;
  }
  const group = closest(control, (node) => node.tag === `${control.tag}-group`);
  if (control.tag === 'radio') {
    if (view.values.isChecked(control)) return;
    for (const other of group === null ? [] : walk(group)) if (other.tag === 'radio') view.values.set(other, false);
    view.values.set(control, true);
    if (group !== null) dispatch(group, 'change', { value: String(control.attr.value ?? '') });
    return;
  }
  view.values.set(control, !view.values.isChecked(control));
  if (group !== null) dispatch(group, 'change', { value: view.values.checkedIn(group, 'checkbox') });
}

function labelled(view: PageView, label: ElementNode): ElementNode | undefined {
  const wanted = label.attr.for;
  if (typeof wanted === 'string' && wanted !== '') return view.$$(`#${wanted}`)[0];
  return [...walk(label)].find((node) => OWN_CONTROLS.includes(node.tag) || node.tag === 'button');
}

async function openTypes(view: PageView, button: ElementNode, port: GesturePort): Promise<void> {
  const kinds = String(button.attr.openType ?? '')
    .split('|')
    .filter((kind) => kind !== '');
  // Agreeing comes first when one button does both: the phone number needs the agreement.
  for (const kind of kinds.sort((a) => (a === 'agreePrivacyAuthorization' ? -1 : 0))) {
    switch (kind) {
      case 'agreePrivacyAuthorization':
        port.agreePrivacy(idOf(button));
        dispatch(button, 'agreeprivacyauthorization', {});
        break;
      case 'getPhoneNumber':
      case 'getRealtimePhoneNumber': {
        const name = kind.toLowerCase();
        let detail: Dict;
        try {
          detail = await port.phoneNumber();
        } catch (thrown) {
          detail = thrown instanceof WxFailure ? { errMsg: `${kind}:fail ${thrown.reason}`, ...thrown.extra } : { errMsg: `${kind}:fail ${String(thrown)}` };
        }
        // The page may be gone, or drawn anew, by the time the person answers.
        dispatch(view.find(button.key) ?? button, name, detail);
        break;
      }
      case 'share':
        port.share(view, button);
        break;
      default:
        port.unplayed(`button open-type="${kind}"`);
    }
  }
}

/**
 * A finger on an element: touch events, tap, and what WeChat's own controls then do by themselves.
 * A disabled button swallows the tap. Not covered: whether the element can be reached at all (layout, overlays).
 */
export async function tap(view: PageView, node: ElementNode, port: GesturePort): Promise<void> {
  if (closest(node, (at) => at.tag === 'button' && isOn(at.attr.disabled)) !== null) return;
  port.tapped();
  const bubbling = { bubbles: true, composed: true };
  dispatch(node, 'touchstart', {}, bubbling);
  dispatch(node, 'touchend', {}, bubbling);
  dispatch(node, 'tap', { x: 0, y: 0 }, bubbling);

  const control = closest(node, (at) => OWN_CONTROLS.includes(at.tag));
  if (control !== null) toggle(view, control);
  else {
    const label = closest(node, (at) => at.tag === 'label');
    const target = label === null ? undefined : labelled(view, label);
    if (target !== undefined && OWN_CONTROLS.includes(target.tag)) toggle(view, target);
    else if (target?.tag === 'button' && closest(node, (at) => at === target) === null) await tap(view, target, port);
  }

  const link = closest(node, (at) => at.tag === 'navigator');
  if (link !== null) port.navigate(String(link.attr.openType ?? 'navigateTo'), { url: link.attr.url ?? '', delta: Number(link.attr.delta ?? 1) });

  const button = closest(node, (at) => at.tag === 'button');
  if (button === null) return;
  if (button.attr.formType === 'submit' || button.attr.formType === 'reset') formAction(view, button, button.attr.formType);
  await openTypes(view, button, port);
}

function formAction(view: PageView, button: ElementNode, action: 'submit' | 'reset'): void {
  const form = closest(button, (at) => at.tag === 'form');
  if (form === null) return;
  if (action === 'submit') dispatch(form, 'submit', { value: view.values.formValue(form), target: { id: idOf(button) } });
  else {
    view.values.reset(form);
    dispatch(form, 'reset', {});
  }
}

/**
 * Text arrives in a field, as `input.input()` of the automator does it: the value and one `input` event, no focus and no blur.
 * `maxlength` (140 by default) cuts, as on the phone. Not covered: a handler whose return value replaces the text.
 */
export function input(view: PageView, node: ElementNode, text: string): void {
  if (isOn(node.attr.disabled)) return;
  const limit = node.attr.maxlength === undefined ? 140 : Number(node.attr.maxlength);
  const value = limit >= 0 ? [...text].slice(0, limit).join('') : text;
  view.values.set(node, value);
  dispatch(node, 'input', { value, cursor: value.length, keyCode: 0 });
}

/** A person types: focus, the text, blur. */
export function type(view: PageView, node: ElementNode, text: string): void {
  dispatch(node, 'focus', { value: String(view.values.get(node) ?? ''), height: 0 });
  input(view, view.find(node.key) ?? node, text);
  const now = view.find(node.key) ?? node;
  const value = String(view.values.get(now) ?? '');
  dispatch(now, 'blur', { value, cursor: value.length });
}

/** A picker, slider or picker-view set to a value by hand. */
export function choose(view: PageView, node: ElementNode, value: unknown): void {
  view.values.set(node, value);
  dispatch(node, 'change', { value });
}
