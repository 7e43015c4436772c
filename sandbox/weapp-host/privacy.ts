import { WxFailure } from './types';

export interface PrivacyState {
  /** True while the person has not agreed to the shop's privacy guide. */
  needAuthorization: boolean;
  readonly contractName: string;
}

type Resolve = (answer: { event?: unknown; buttonId?: unknown }) => void;
type Listener = (resolve: Resolve, info: { referrer: string }) => void;

/** Button handlers and wx APIs that touch personal data; WeChat stops them until the person agreed. Only those that the host plays. */
const GUARDED = new Set([
  'getPhoneNumber',
  'getRealtimePhoneNumber',
  'addPhoneCalendar',
  'getFuzzyLocation',
  'getClipboardData',
  'setClipboardData',
  'chooseMedia',
  'chooseImage',
]);

/**
 * WeChat's privacy gate, enforced when app.json says `__usePrivacyCheck__` (and on a phone in any case since 2023-10-17).
 * The mini-program may draw its own pop-up through `onNeedPrivacyAuthorization`; then agreeing counts only when the person really
 * tapped the button with `open-type="agreePrivacyAuthorization"` that it names. Not covered: the 10 s quiet time after a refusal.
 */
export class PrivacyGate {
  private listener: Listener | null = null;
  private waiting: { resolve: () => void; reject: (failure: WxFailure) => void }[] = [];
  private readonly tappedButtons = new Set<string>();

  constructor(
    readonly state: PrivacyState,
    private readonly popup: () => Promise<'agree' | 'disagree'>,
  ) {}

  listen(listener: Listener | null): void {
    this.listener = listener;
  }

  /** The person tapped an agree button; `null` id means a button without one. */
  agreeTapped(buttonId: string): void {
    this.tappedButtons.add(buttonId);
    // A bare agree button, with no API waiting for it, is consent too.
    if (this.waiting.length === 0) this.state.needAuthorization = false;
  }

  /** Resolves when personal data may be used; throws the failure that the API then reports. */
  async pass(api: string): Promise<void> {
    if (!this.state.needAuthorization || !GUARDED.has(api)) return;
    await this.ask(api);
  }

  async ask(api: string): Promise<void> {
    if (!this.state.needAuthorization) return;
    if (this.listener === null) {
      if ((await this.popup()) === 'agree') this.agreed();
      else throw this.refusal();
      return;
    }
    const answered = new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }));
    // WeChat asks once and lets every API that comes meanwhile wait for the same answer.
    if (this.waiting.length === 1) this.listener((answer) => this.answered(answer), { referrer: api });
    await answered;
  }

  private answered(answer: { event?: unknown; buttonId?: unknown }): void {
    if (answer.event === 'exposureAuthorization') return;
    const waiting = this.waiting.splice(0);
    const reallyAgreed =
      answer.event === 'agree' && (answer.buttonId === undefined ? this.tappedButtons.size > 0 : this.tappedButtons.has(String(answer.buttonId)));
    if (reallyAgreed) this.agreed();
    for (const one of waiting) {
      if (reallyAgreed) one.resolve();
      else
        one.reject(
          answer.event === 'agree'
            ? new WxFailure('privacy permission is not authorized: resolve names no tapped agree button', { errno: 104 })
            : this.refusal(),
        );
    }
  }

  private agreed(): void {
    this.state.needAuthorization = false;
  }

  private refusal(): WxFailure {
    return new WxFailure('privacy permission is not authorized', { errno: 104 });
  }
}
