import { isOn as on } from '../tree';
import { type Dict, textOr, WxFailure } from '../types';
import type { WxGroup } from './group';

export interface ModalAnswer {
  readonly confirm: boolean;
  readonly content?: string;
}
export interface Modal {
  readonly title: string;
  readonly content: string;
  readonly confirmText: string;
  readonly cancelText: string;
  readonly editable: boolean;
  readonly showCancel: boolean;
}
export interface Toast {
  readonly title: string;
  readonly icon: string;
}
type Standing = 'confirm' | 'cancel' | 'ask';

/**
 * What the mini-program shows over its pages. Toasts and modals are kept for the reader; the answer to a modal is set beforehand
 * (`answerModals`), queued for the next one (`answerNextModal`), or given later by whoever looks at `openModal` ('ask').
 */
export class UiDesk {
  toast: Toast | null = null;
  loading: string | null = null;
  openModal: Modal | null = null;
  openSheet: readonly string[] | null = null;
  readonly toasts: Toast[] = [];
  readonly modals: Modal[] = [];
  private standing: Standing = 'confirm';
  private readonly queue: ModalAnswer[] = [];
  private readonly sheetQueue: (number | null)[] = [];
  private settleModal: ((answer: ModalAnswer) => void) | null = null;
  private settleSheet: ((index: number | null) => void) | null = null;

  answerModals(standing: Standing): void {
    this.standing = standing;
  }

  answerNextModal(answer: ModalAnswer): void {
    this.queue.push(answer);
  }

  /** The next action sheet: an index, or null for a tap beside it. Without an answer the sheet stays open. */
  answerNextSheet(index: number | null): void {
    if (this.settleSheet === null) this.sheetQueue.push(index);
    else this.settleSheet(index);
  }

  /** Answers the modal that is open now. */
  closeModal(answer: ModalAnswer): void {
    if (this.settleModal === null) throw new Error('no modal is open');
    this.settleModal(answer);
  }

  async modal(options: Dict): Promise<Dict> {
    const modal: Modal = {
      title: textOr(options.title),
      content: textOr(options.content),
      confirmText: textOr(options.confirmText, '确定'),
      cancelText: textOr(options.cancelText, '取消'),
      editable: on(options.editable),
      showCancel: options.showCancel !== false,
    };
    if ([...modal.confirmText].length > 4 || [...modal.cancelText].length > 4)
      throw new WxFailure('confirmText or cancelText length should not larger than 4 Chinese characters');
    this.modals.push(modal);
    const answer = this.queue.shift() ?? (this.standing === 'ask' ? await this.waitForModal(modal) : { confirm: this.standing === 'confirm' });
    return { confirm: answer.confirm, cancel: !answer.confirm, content: modal.editable && answer.confirm ? (answer.content ?? '') : null };
  }

  async sheet(options: Dict): Promise<Dict> {
    const items = Array.isArray(options.itemList) ? options.itemList.map(String) : [];
    if (items.length === 0 || items.length > 6) throw new WxFailure('parameter error: itemList should have one to six items');
    const queued = this.sheetQueue.length > 0 ? this.sheetQueue.shift() : undefined;
    const index = queued === undefined ? await this.waitForSheet(items) : queued;
    if (index === null) throw new WxFailure('cancel');
    return { tapIndex: index };
  }

  showToast(options: Dict): void {
    this.loading = null;
    this.toast = { title: textOr(options.title), icon: textOr(options.icon, 'success') };
    this.toasts.push(this.toast);
  }

  hide(): void {
    this.toast = null;
    this.loading = null;
  }

  private waitForModal(modal: Modal): Promise<ModalAnswer> {
    this.openModal = modal;
    return new Promise((resolve) => {
      this.settleModal = (answer) => {
        this.openModal = null;
        this.settleModal = null;
        resolve(answer);
      };
    });
  }

  private waitForSheet(items: readonly string[]): Promise<number | null> {
    this.openSheet = items;
    return new Promise((resolve) => {
      this.settleSheet = (index) => {
        this.openSheet = null;
        this.settleSheet = null;
        resolve(index);
      };
    });
  }
}

/** Trap, as in WeChat: toast and loading share one place; showing one removes the other. */
export function uiApis(ui: UiDesk): WxGroup {
  return {
    async: {
      showToast: (options) => ui.showToast(options),
      hideToast: () => ui.hide(),
      showLoading: (options) => {
        ui.toast = null;
        ui.loading = textOr(options.title);
      },
      hideLoading: () => ui.hide(),
      showModal: (options) => ui.modal(options),
      showActionSheet: (options) => ui.sheet(options),
    },
  };
}
