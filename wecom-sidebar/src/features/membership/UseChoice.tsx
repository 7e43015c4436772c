import type { UseOption } from '@zhike/domain/membership/contract';
import { openAfterCards } from './plan';
import { dayWords, KIND_WORDS, leavesWords, takingWords, whyFirst, yuan } from './words';

/** Which cards to begin with: the first by the rule's order. */
export const firstOf = (options: readonly UseOption[]): string[] => options.slice(0, 1).map((option) => option.cardId);

/**
 * The cards that fit, in the order of the rule, the first one with its reason. One is chosen; where it pays only a part, another may
 * be added to it.
 */
export function UseChoice({
  options,
  openFen,
  chosen,
  onChange,
}: {
  options: readonly UseOption[];
  openFen: number;
  chosen: readonly string[];
  onChange: (cardIds: string[]) => void;
}) {
  const left = openAfterCards(options, chosen, openFen);
  const press = (cardId: string) => {
    if (chosen.includes(cardId)) return onChange(chosen.length > 1 ? chosen.filter((id) => id !== cardId) : [cardId]);
    // What is not covered yet asks for one more; what is covered is exchanged.
    const added = left > 0 ? [...chosen, cardId] : [cardId];
    onChange(options.filter((option) => added.includes(option.cardId)).map((option) => option.cardId));
  };
  return (
    <div role="group" aria-label="从哪张卡划" data-testid="use-choice">
      {options.map((option, i) => (
        <button
          key={option.cardId}
          type="button"
          role="checkbox"
          aria-checked={chosen.includes(option.cardId)}
          className="zk-option"
          onClick={() => press(option.cardId)}
          data-testid="use-option"
          data-card={option.name}
        >
          <span className="zk-option-mark" aria-hidden="true" />
          <span className="zk-grow">
            <span className="zk-row">
              <span className="zk-card-kind">{KIND_WORDS[option.kind]}</span>
              <b className="zk-grow zk-ellipsis">{option.name}</b>
            </span>
            <span className="zk-block">
              划 {takingWords(option.takes)}，{leavesWords(option)}
            </span>
            <span className="zk-hint zk-block">
              {[option.own ? null : `家人 ${option.ownerName} 的卡`, option.validUntil ? `到 ${dayWords(option.validUntil)}` : '长期有效']
                .filter(Boolean)
                .join(' · ')}
            </span>
            {i === 0 && (
              <span className="zk-why" data-testid="why-first">
                建议：{whyFirst(options)}
              </span>
            )}
            {option.openFen > 0 && <span className="zk-hint zk-block zk-card-soon">只够一部分，还差 {yuan(option.openFen)}</span>}
          </span>
        </button>
      ))}
      {chosen.length > 0 && left > 0 && (
        <p className="zk-notice" style={{ marginTop: 8 }} data-testid="still-open">
          还差 {yuan(left)}，{options.length > chosen.length ? '可以再选一张卡，或' : ''}请用别的方式收
        </p>
      )}
    </div>
  );
}

/** What the button that takes it says: how much is written off. */
export function takingLabel(options: readonly UseOption[], chosen: readonly string[]): string {
  const [only, second] = options.filter((option) => chosen.includes(option.cardId));
  if (!only) return '选一张卡';
  if (second) return `从 ${chosen.length} 张卡划`;
  return only.takes.sessions > 0 ? `划 ${only.takes.sessions} 次` : `划 ${yuan(only.takes.principalFen + only.takes.bonusFen)}`;
}
