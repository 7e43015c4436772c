import { Component, type ReactNode } from 'react';

/** What a browser says of a part of the program that it could not fetch: the network is gone, or a newer version has taken its place. */
const UNFETCHED = /dynamically imported module|module script|preload CSS|Failed to fetch/i;
const faultWords = (error: unknown): { readonly title: string; readonly hint: string } =>
  error instanceof Error && UNFETCHED.test(error.message)
    ? { title: '这一页没有下载下来', hint: '网络不通，或者刚更新过。网络好了以后刷新一下，已保存的内容都在。' }
    : { title: '这个页面没能显示出来', hint: '已保存的内容不受影响。刷新后还不行，请联系管理员。' };

interface Props {
  readonly children: ReactNode;
  /** Which page this is: with another one it begins anew. */
  readonly at?: string;
  /** What is told instead of being drawn in place: a sheet that did not come must not stand under the screen. */
  readonly onFault?: (words: string) => void;
}

/** A fault in drawing must not leave a white page, nor take what stands around it along: say so in its place, and offer the way back. */
export class Net extends Component<Props, { fault: unknown }> {
  override state = { fault: null as unknown };
  static getDerivedStateFromError(fault: unknown): { fault: unknown } {
    return { fault: fault ?? new Error('fault') };
  }
  override componentDidUpdate(before: Props): void {
    if (before.at !== this.props.at && this.state.fault !== null) this.setState({ fault: null });
  }
  override componentDidCatch(fault: unknown): void {
    const { title, hint } = faultWords(fault);
    this.props.onFault?.(`${title}。${hint}`);
  }
  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    if (this.props.onFault) return null;
    const { title, hint } = faultWords(this.state.fault);
    return (
      <div className="zk-state" role="alert" data-testid="fault">
        <p className="zk-state-title">{title}</p>
        <p className="zk-state-hint">{hint}</p>
        <button type="button" className="zk-plain-button" onClick={() => location.reload()}>
          刷新页面
        </button>
      </div>
    );
  }
}
