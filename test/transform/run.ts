import { dayOf } from '../../src/contact/day.ts';
import type { Desired } from '../../src/contact/desired.ts';
import type { FieldValue, SourceRecord } from '../../src/contact/record.ts';
import type { SourceMapping } from '../../src/transform/mapping.ts';
import { createTransform, type TransformSettings } from '../../src/transform/transform.ts';

type Row = readonly FieldValue[];

/** Rows as a CSV source would number them: the first stands on line 2. */
function records(rows: readonly Row[], columns?: number): SourceRecord[] {
  return rows.map((fields, index) => {
    const record = { line: index + 2, fields };
    if (columns === undefined || fields.length === columns) return record;
    return { ...record, malformed: fields.length < columns ? 'too-few-fields' : 'too-many-fields' };
  });
}

/** One source of a transform under test. Rows of another length than the header are malformed. */
export interface TestSource {
  readonly mapping?: Partial<SourceMapping>;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Runs sources and opt-out lists through a transform. */
export function transform(
  sources: readonly TestSource[],
  settings: Partial<TransformSettings> = {},
  optOuts: readonly {
    readonly columns: readonly string[];
    readonly rows: readonly Row[];
    readonly phone?: string;
  }[] = [],
): Desired {
  const all = createTransform({
    region: 'SE',
    numberTypes: ['mobile'],
    duplicates: 'merge',
    today: dayOf('2026-11-29'),
    ...settings,
  });
  for (const { mapping, columns, rows } of sources) {
    const intake = all.source({ source: 'crm', phone: 'Mobil', ...mapping }, columns);
    for (const record of records(rows, columns.length)) intake.add(record);
  }
  for (const { columns, rows, phone = columns } of optOuts) {
    const intake = all.optOuts({ source: 'stop-list', phone }, columns);
    for (const record of records(rows, columns.length)) intake.add(record);
  }
  return all.finish();
}

/** The rejections as `line code field=value`. */
export function said(desired: Desired): string[] {
  return desired.rejections.map(({ line, code, field, value }) => `${line} ${code} ${field}=${value}`);
}
