/**
 * Where the records of a new pipeline come from: what of a source is not its mapping. Another kind of source is another
 * member, with its lines in `pipeline-text.ts` and its way of looking in `jobs/init.ts`.
 */
export type SourceDraft =
  | {
      readonly type: 'csv';
      readonly path: string;
      readonly encoding?: string | undefined;
      readonly delimiter?: string | undefined;
      readonly skipRows?: number | undefined;
    }
  | {
      readonly type: 'xlsx';
      readonly path: string;
      readonly sheet?: string | number | undefined;
      readonly skipRows?: number | undefined;
    }
  | {
      readonly type: 'http';
      /** The environment variable that holds the URL. */
      readonly variable: string;
      readonly label: string;
      readonly format: 'csv' | 'json' | 'jsonl';
      readonly allowPrivate: boolean;
    }
  | {
      readonly type: 'postgres';
      /** The environment variable that holds the URL. */
      readonly variable: string;
      readonly label: string;
      readonly query: string;
      /** Why the query is as it is, a line each. */
      readonly remarks: readonly string[];
      /** Further queries whose numbers are opted out (T8). */
      readonly optOuts: readonly { readonly label: string; readonly query: string; readonly phone: string }[];
    };
