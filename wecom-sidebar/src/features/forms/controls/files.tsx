import { fileRules, readMark, writeMark } from '@zhike/domain/engines/forms/files';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { FileShown, MarkedPicture, movedBy } from '../FilesShown';
import { useFiles } from '../use-files';
import { type ControlProps, idsOf } from './control';

const ACCEPT: Readonly<Record<string, string>> = {
  image: 'image/jpeg,image/png,image/webp',
  pdf: 'application/pdf',
  office: '.doc,.docx,.xls,.xlsx,.ppt,.pptx',
  video: 'video/mp4',
};

/** Sends files one after the other; tells what became of each. */
function useSending({ slotId, slot, field, lookups }: ControlProps, took: (id: string) => void, ids: readonly string[]) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const known = useFiles(ids, lookups.files);
  const rules = fileRules(slot, field);
  const { upload } = lookups;
  const send = async (files: readonly File[]): Promise<void> => {
    if (!upload || !rules) return;
    setBusy(true);
    setProblem(null);
    for (const file of files.slice(0, rules.maxCount - ids.length)) {
      // Told before a minute was spent on sending it; the server looks again.
      const answer =
        file.size > rules.maxBytes
          ? { problem: `「${file.name}」超过 ${Math.floor(rules.maxBytes / 1024 / 1024)} MB，请换小一点的。` }
          : await upload(slotId, file);
      if ('problem' in answer) {
        setProblem(answer.problem);
        break;
      }
      known.learn(answer.file);
      took(answer.file.id);
    }
    setBusy(false);
  };
  return { busy, problem, views: known.views, rules, can: upload !== undefined && rules !== null && ids.length < rules.maxCount, send };
}

function Chooser({
  label,
  rules,
  busy,
  many,
  onFiles,
}: {
  label: string;
  rules: ReturnType<typeof fileRules>;
  busy: boolean;
  many: boolean;
  onFiles: (files: File[]) => void;
}) {
  return (
    <input
      type="file"
      aria-label={`给${label}加文件`}
      accept={rules?.kinds.map((kind) => ACCEPT[kind]).join()}
      multiple={many}
      disabled={busy}
      onChange={(event) => {
        const files = [...(event.target.files ?? [])];
        event.target.value = '';
        onFiles(files);
      }}
    />
  );
}

/** Photos and papers: what is there and, where files are taken, more. */
export function FilesControl(props: ControlProps) {
  const { value, readonly, slotId, label, lookups, onChange } = props;
  const ids = idsOf(value);
  let now = ids;
  const sending = useSending(
    props,
    (id) => {
      now = [...now, id];
      onChange(now);
    },
    ids,
  );
  return (
    <div role="group" aria-label={label} data-testid={`slot-${slotId}`}>
      <div className="zk-files">
        {ids.map((id, index) => (
          <div key={id} className="zk-file">
            <FileShown id={id} file={sending.views[id]} label={`${label} 第 ${index + 1} 个`} />
            {!readonly && (
              <Button size="small" aria-label={`删除${label}第 ${index + 1} 个`} onClick={() => onChange(ids.filter((one) => one !== id))}>
                删除
              </Button>
            )}
          </div>
        ))}
      </div>
      {!readonly && sending.can && (
        <Chooser
          label={label}
          rules={sending.rules}
          busy={sending.busy}
          many={(sending.rules?.maxCount ?? 1) > 1}
          onFiles={(files) => void sending.send(files)}
        />
      )}
      {sending.busy && <p className="zk-hint">正在上传…</p>}
      {sending.problem && (
        <p className="zk-field-problem" role="alert">
          {sending.problem}
        </p>
      )}
      {!lookups.upload && ids.length === 0 && <p className="zk-hint">这里不能传文件。</p>}
    </div>
  );
}

const MOST_MARKS = 20;

/** Pictures with points on them, each with its words: 「这里的字再大一点」. */
export function MarksControl(props: ControlProps) {
  const { value, readonly, slotId, label, onChange } = props;
  const marks = idsOf(value).flatMap((one) => readMark(one) ?? []);
  const [fresh, setFresh] = useState<readonly string[]>([]);
  const files = [...new Set([...marks.map((mark) => mark.file), ...fresh])];
  const sending = useSending(props, (id) => setFresh((before) => [...before, id]), files);
  const put = (next: typeof marks): void => onChange(next.map(writeMark));
  return (
    <div role="group" aria-label={label} data-testid={`slot-${slotId}`}>
      {files.map((file) => {
        const here = marks.filter((mark) => mark.file === file);
        const canMark = !readonly && marks.length < MOST_MARKS;
        return (
          <div key={file} className="zk-card">
            <MarkedPicture
              file={sending.views[file]}
              marks={here}
              label={label}
              onPoint={canMark ? (x, y) => put([...marks, { file, x, y, words: '' }]) : undefined}
            />
            {here.map((mark, index) => {
              const at = marks.indexOf(mark);
              const change = (next: typeof mark): void => put(marks.map((one, place) => (place === at ? next : one)));
              return (
                <div key={at} className="zk-row">
                  <Input
                    value={mark.words}
                    maxLength={200}
                    readOnly={readonly}
                    prefix={index + 1}
                    placeholder="这里要怎么改"
                    aria-label={`第 ${index + 1} 处要怎么改；按住 Alt 和方向键移动位置`}
                    data-testid={`mark-${slotId}-${at}`}
                    onKeyDown={(event) => {
                      const moved = event.altKey ? movedBy(event, mark) : null;
                      if (moved && !readonly) change(moved);
                    }}
                    onChange={(event) => change({ ...mark, words: event.target.value })}
                  />
                  {!readonly && (
                    <Button size="small" aria-label={`删除第 ${index + 1} 处`} onClick={() => put(marks.filter((_, place) => place !== at))}>
                      删除
                    </Button>
                  )}
                </div>
              );
            })}
            {canMark && here.length === 0 && <p className="zk-hint">在图上点一下要改的地方，再写怎么改。</p>}
          </div>
        );
      })}
      {!readonly && sending.can && (
        <Chooser label={label} rules={sending.rules} busy={sending.busy} many={false} onFiles={(chosen) => void sending.send(chosen)} />
      )}
      {sending.busy && <p className="zk-hint">正在上传…</p>}
      {sending.problem && (
        <p className="zk-field-problem" role="alert">
          {sending.problem}
        </p>
      )}
    </div>
  );
}
