import type { FlaggedWord } from '@zhike/domain/messaging/contract';
import { LEVEL_WORDS } from './words';
import './messages.css';

/** A text with the words that may not stand marked where they stand; said in words as well, for whoever sees no colours. */
export function Marked({ text, words }: { text: string; words: readonly FlaggedWord[] }) {
  const parts: (string | FlaggedWord)[] = [];
  let from = 0;
  for (const word of [...words].sort((a, b) => a.at - b.at)) {
    if (word.at < from) continue;
    parts.push(text.slice(from, word.at), word);
    from = word.at + word.word.length;
  }
  parts.push(text.slice(from));
  return (
    <div className="zk-marked" data-testid="marked-text">
      {parts.map((part, i) =>
        typeof part === 'string' ? (
          <span key={i}>{part}</span>
        ) : (
          <mark key={i} className={part.level} title={`第 ${part.at + 1} 个字起，${LEVEL_WORDS[part.level]}`}>
            {part.word}
          </mark>
        ),
      )}
    </div>
  );
}

/** 「最佳」（第 3 个字）直接拦下. */
export function FlagList({ words }: { words: readonly FlaggedWord[] }) {
  if (words.length === 0) return null;
  return (
    <p className="zk-flags" data-testid="flagged-words">
      {words.map((one) => `「${one.word}」（第 ${one.at + 1} 个字）${LEVEL_WORDS[one.level]}`).join('；')}
    </p>
  );
}
