/**
 * Bundles what runs in the HTML report's page into a module that the report is made with. Run by `npm run build` and
 * before the tests; the module is not committed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const { outputFiles } = buildSync({
  entryPoints: [join(import.meta.dirname, 'browser', 'main.ts')],
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  target: 'es2022',
  charset: 'ascii',
  legalComments: 'none',
});
// Within a page, only these two could end the script.
const script = outputFiles[0].text.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
writeFileSync(
  join(import.meta.dirname, 'script.generated.ts'),
  `/** What runs in the page; made by bundle.mjs. */\nexport const script: string = ${JSON.stringify(script)};\n`,
);
