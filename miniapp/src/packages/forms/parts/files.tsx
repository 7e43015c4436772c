import { Image, Input, View } from '@tarojs/components';
import { fileRules, readMark, writeMark } from '@zhike/domain/engines/forms/files';
import type { FileView } from '@zhike/domain/forms/contract';
import { useState } from 'react';
import { type Chosen, chooseFiles, drawingFile, placeOnElement, showFile } from '@/bridge/files';
import { ActionButton } from '@/components/action-button';
import { SignaturePad } from '@/components/signature-pad';
import { type ControlProps, idsOf } from './control';

/** What has been sent from this page; a page that is opened anew knows only that something is there. */
function useSending({ slotId, table, slot, field, lookups }: ControlProps) {
  const [views, setViews] = useState<Readonly<Record<string, FileView>>>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const rules = fileRules(slot, field);
  const send = async (chosen: readonly Chosen[]): Promise<string[]> => {
    const took: string[] = [];
    setBusy(true);
    setProblem('');
    for (const file of chosen) {
      const answer =
        rules && file.size > rules.maxBytes
          ? `最多 ${Math.floor(rules.maxBytes / 1_048_576)} MB，请换一个小一点的。`
          : await lookups.upload(slotId, file, table);
      if (typeof answer === 'string') {
        setProblem(answer);
        break;
      }
      setViews((known) => ({ ...known, [answer.id]: answer }));
      took.push(answer.id);
    }
    setBusy(false);
    return took;
  };
  return { views, busy, problem, rules, send };
}

const thumbOf = (file: FileView | undefined): string | null => (file?.kind === 'image' ? `${API_BASE}${file.thumbUrl ?? file.url}` : null);

/** Photos and papers: what is there and one more. */
export function FilesControl(props: ControlProps) {
  const { id, slot, value, readonly, onChange } = props;
  const ids = idsOf(value);
  const { views, busy, problem, rules, send } = useSending(props);
  const left = (rules?.maxCount ?? 1) - ids.length;
  const add = async (): Promise<void> => {
    if (!rules || busy) return;
    const took = await send(await chooseFiles(rules.kinds, left, slot.upload?.camera === 'only'));
    if (took.length > 0) onChange([...ids, ...took]);
  };
  return (
    <View id={id}>
      <View className="files">
        {ids.map((one, index) => {
          const file = views[one];
          const thumb = thumbOf(file);
          return (
            <View className="files__one" key={one}>
              {thumb ? (
                <Image className="files__thumb" src={thumb} mode="aspectFill" onClick={() => file && showFile(file)} />
              ) : (
                <View className="files__thumb files__paper">{file?.name || `第 ${index + 1} 个`}</View>
              )}
              {readonly ? null : (
                <View className="files__off" id={`${id}-off-${index}`} onClick={() => onChange(ids.filter((other) => other !== one))}>
                  ×
                </View>
              )}
            </View>
          );
        })}
        {!readonly && left > 0 ? (
          <View className="files__thumb files__add" id={`${id}-add`} onClick={() => void add()}>
            {busy ? '上传中' : '＋'}
          </View>
        ) : null}
      </View>
      {problem ? <View className="ask__problem">{problem}</View> : null}
    </View>
  );
}

/** A hand, drawn with a finger, kept as a picture when she says that it is done. */
export function SignatureControl(props: ControlProps) {
  const { id, value, readonly, onChange } = props;
  const [read, setRead] = useState<(() => string) | null>(null);
  const { views, busy, problem, send } = useSending(props);
  const [signed] = idsOf(value);
  const thumb = thumbOf(signed === undefined ? undefined : views[signed]);
  const keep = async (): Promise<void> => {
    if (!read) return;
    const [took] = await send([drawingFile(read())]);
    if (took !== undefined) onChange(took);
  };
  if (signed !== undefined)
    return (
      <View id={id} className="ask__line">
        {thumb ? <Image className="files__sign" src={thumb} mode="aspectFit" /> : <View className="grow">已签名</View>}
        {readonly ? null : (
          <View className="link" id={`${id}-again`} onClick={() => onChange(null)}>
            重新签
          </View>
        )}
      </View>
    );
  if (readonly) return <View id={id}>—</View>;
  return (
    <View id={id}>
      <SignaturePad id={`${id}-pad`} onInk={(next) => setRead(() => next)} />
      <View className="ask__gap" />
      <ActionButton id={`${id}-done`} kind="quiet" label="签好了" busy={busy} busyLabel="正在保存" disabled={!read} onTap={() => void keep()} />
      {problem ? <View className="ask__problem">{problem}</View> : null}
    </View>
  );
}

const MOST_MARKS = 20;

/** Pictures with points on them, each with its words. */
export function MarksControl(props: ControlProps) {
  const { id, value, readonly, onChange } = props;
  const marks = idsOf(value).flatMap((one) => readMark(one) ?? []);
  const [fresh, setFresh] = useState<readonly string[]>([]);
  const { views, busy, problem, rules, send } = useSending(props);
  const files = [...new Set([...marks.map((mark) => mark.file), ...fresh])];
  const put = (next: typeof marks): void => onChange(next.map(writeMark));
  const add = async (): Promise<void> => {
    const took = busy ? [] : await send(await chooseFiles(['image'], 1, false));
    if (took.length > 0) setFresh((before) => [...before, ...took]);
  };
  const tap = async (file: string, element: string, event: unknown): Promise<void> => {
    const at = readonly || marks.length >= MOST_MARKS ? null : await placeOnElement(element, event);
    if (at) put([...marks, { file, ...at, words: '' }]);
  };
  return (
    <View id={id}>
      {files.map((file, page) => {
        const here = marks.filter((mark) => mark.file === file);
        const element = `${id}-picture-${page}`;
        const view = views[file];
        return (
          <View key={file} className="marked">
            <View className="marked__picture" id={element} onClick={(event) => void tap(file, element, event)}>
              {view ? <Image className="marked__image" src={`${API_BASE}${view.url}`} mode="widthFix" /> : <View className="hint-text">图片已上传</View>}
              {here.map((mark, index) => (
                <View key={`${mark.x}-${mark.y}-${index}`} className="marked__dot" style={{ left: `${mark.x / 10}%`, top: `${mark.y / 10}%` }}>
                  {index + 1}
                </View>
              ))}
            </View>
            {here.length === 0 ? <View className="hint-text">点一下要改的地方，再写怎么改。</View> : null}
            {here.map((mark, index) => {
              const at = marks.indexOf(mark);
              return (
                <View className="ask__line" key={at}>
                  <View className="marked__number">{index + 1}</View>
                  <Input
                    id={`${id}-mark-${at}`}
                    className="typed grow"
                    value={mark.words}
                    maxlength={200}
                    placeholder="这里要怎么改"
                    placeholderClass="placeholder"
                    onInput={(e) => put(marks.map((one, place) => (place === at ? { ...one, words: e.detail.value } : one)))}
                  />
                  <View className="files__off files__off--line" onClick={() => put(marks.filter((_, place) => place !== at))}>
                    ×
                  </View>
                </View>
              );
            })}
          </View>
        );
      })}
      {!readonly && files.length < (rules?.maxCount ?? 1) ? (
        <ActionButton id={`${id}-add`} kind="quiet" label="上传截图" busy={busy} busyLabel="正在上传" onTap={() => void add()} />
      ) : null}
      {problem ? <View className="ask__problem">{problem}</View> : null}
    </View>
  );
}
