import { type ElementNode, isOn, walk } from './tree';
import type { Dict } from './types';

const TOGGLES = new Set(['checkbox', 'radio', 'switch']);

/** The attribute that holds what a person can change in a control. */
function attributeOf(node: ElementNode): string {
  return TOGGLES.has(node.tag) ? 'checked' : 'value';
}

/**
 * What a person typed or switched, kept beside the data as the native controls do it.
 * Trap, as in WeChat: the typed value stands until the app sets the attribute to something *else* than before; setting the same
 * value again changes nothing on the screen.
 */
export class ControlValues {
  private readonly typed = new Map<string, { readonly attribute: string; readonly value: unknown }>();

  get(node: ElementNode): unknown {
    const attribute = node.attr[attributeOf(node)];
    const typed = this.typed.get(node.key);
    if (typed !== undefined && typed.attribute === JSON.stringify(attribute ?? null)) return typed.value;
    return TOGGLES.has(node.tag) ? isOn(attribute) : attribute;
  }

  set(node: ElementNode, value: unknown): void {
    this.typed.set(node.key, { attribute: JSON.stringify(node.attr[attributeOf(node)] ?? null), value });
  }

  isChecked(node: ElementNode): boolean {
    return isOn(this.get(node));
  }

  /** What a submitted form reports: each named control with its value. */
  formValue(form: ElementNode): Dict {
    const value: Dict = {};
    for (const node of walk(form)) {
      const name = node.attr.name;
      if (typeof name !== 'string' || name === '') continue;
      switch (node.tag) {
        case 'input':
        case 'textarea':
          value[name] = String(this.get(node) ?? '');
          break;
        case 'picker':
        case 'picker-view':
          value[name] = this.get(node) ?? '';
          break;
        case 'slider':
          value[name] = Number(this.get(node) ?? 0);
          break;
        case 'switch':
          value[name] = this.isChecked(node);
          break;
        case 'radio-group':
          value[name] = this.checkedIn(node, 'radio')[0] ?? '';
          break;
        case 'checkbox-group':
          value[name] = this.checkedIn(node, 'checkbox');
          break;
        default:
          break;
      }
    }
    return value;
  }

  checkedIn(group: ElementNode, tag: 'radio' | 'checkbox'): string[] {
    return [...walk(group)].filter((node) => node.tag === tag && this.isChecked(node)).map((node) => String(node.attr.value ?? ''));
  }

  /** Forgets what was typed below this element: a reset form shows its attributes again. */
  reset(form: ElementNode): void {
    for (const node of walk(form)) this.typed.delete(node.key);
  }
}
