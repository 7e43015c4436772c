import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Workbook, type Worksheet } from 'exceljs';
import { letterOf } from '@zhike/domain/imports/columns';
import type { ImportColumn } from '@zhike/domain/imports/columns';
import { linkedEntity } from '@zhike/domain/imports/cells';
import { safeText } from '../../platform/sheet';
import { listLabels } from './records';
import type { Doing, Target } from './target';

/** Rows below the head that are prepared: text stays text, and options come as a list. */
const PREPARED = 2_000;
const MOST_LISTED = 500;
const LABELLED = ['staff', 'store', 'tag', 'card_product'] as const;

/** What may be picked in a column: options by their words, colleagues and stores by their names. */
async function listOf(doing: Doing, column: ImportColumn): Promise<readonly string[]> {
  if (column.options.length > 0) return column.options;
  const to = column.field && linkedEntity(column.field);
  const labelled = LABELLED.find((one) => one === to);
  if (!labelled) return [];
  return [...new Set((await listLabels(doing.sql, labelled)).map((one) => one.name))].slice(0, MOST_LISTED);
}

/**
 * A spreadsheet to fill in: headings with a note each, a hidden row of keys by which the file is understood even where somebody renames a heading,
 * an example, lists to pick from on a sheet of their own, and everything as text, so that no phone loses its zeros.
 */
export async function writeTemplate(doing: Doing, target: Target): Promise<string> {
  const book = new Workbook();
  const page = book.addWorksheet(target.form.title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 30) || '导入', { views: [{ state: 'frozen', ySplit: 1 }] });
  const lists = book.addWorksheet('选项', { state: 'hidden' });
  const { columns } = target;
  for (const [index, column] of columns.entries()) {
    const letter = letterOf(index);
    page.getColumn(index + 1).width = Math.max(14, column.title.length * 2 + 4);
    page.getColumn(index + 1).numFmt = '@';
    const head = page.getCell(`${letter}1`);
    head.value = column.required ? `${safeText(column.title)} *` : safeText(column.title);
    head.font = { bold: true };
    head.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: column.required ? 'FFFDECC8' : 'FFE8F3EF' } };
    const note = [column.required ? '必填' : '', column.help].filter(Boolean).join('。');
    if (note) head.note = note;
    page.getCell(`${letter}2`).value = column.key;
    if (column.example) page.getCell(`${letter}3`).value = safeText(column.example);
    await offerList(doing, page, lists, column, index);
  }
  page.getRow(2).hidden = true;
  page.getRow(3).font = { italic: true, color: { argb: 'FF657081' } };
  explain(book.addWorksheet('说明'), target);
  const filename = path.join(tmpdir(), `zhike-${randomUUID()}.xlsx`);
  await book.xlsx.writeFile(filename);
  return filename;
}

async function offerList(doing: Doing, page: Worksheet, lists: Worksheet, column: ImportColumn, index: number): Promise<void> {
  const many = column.field !== null && ['options', 'refs', 'members'].includes(column.field.type);
  const choices = await listOf(doing, column);
  if (choices.length === 0) return;
  const letter = letterOf(index);
  for (const [at, choice] of choices.entries()) lists.getCell(`${letter}${at + 1}`).value = safeText(choice);
  // Several of them do not fit into a list that picks one: they are shown, and typed.
  if (many) return;
  for (let row = 3; row <= PREPARED; row++)
    page.getCell(`${letter}${row}`).dataValidation = {
      type: 'list',
      allowBlank: true,
      formulae: [`选项!$${letter}$1:$${letter}$${choices.length}`],
      showErrorMessage: false,
    };
}

function explain(page: Worksheet, target: Target): void {
  page.addRow(['栏目', '必填', '怎么填', '示例', '可选']);
  page.getRow(1).font = { bold: true };
  for (const [index, width] of [16, 8, 48, 20, 48].entries()) page.getColumn(index + 1).width = width;
  for (const column of target.columns) {
    const cells = [column.title, column.required ? '是' : '', column.help, column.example, column.options.slice(0, 50).join('、')];
    page.addRow(cells.map((cell) => safeText(cell)));
  }
  page.addRow([]);
  page.addRow(['第 3 行是示例，不改动就不会导入。请不要删除第 2 行（隐藏的栏目编号）；也可以直接用自己的表，上传后再对应栏目。']);
}
