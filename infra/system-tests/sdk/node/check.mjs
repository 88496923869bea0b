// The official Node SDKs of OpenAI and Anthropic at work on a gateway, with no change but base URL and key.
//
// node check.mjs URL KEY: says of each part whether it works, and exits with 1 if one doesn't.

import { VERSION as ANTHROPIC_VERSION } from '@anthropic-ai/sdk/version';
import { VERSION as OPENAI_VERSION } from 'openai/version';
import * as withAnthropic from './with-anthropic.mjs';
import * as withOpenai from './with-openai.mjs';

const checks = [...withOpenai.checks, ...withAnthropic.checks];

let failed = 0;
for (const check of checks) {
  const name = check.name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const start = Date.now();
  try {
    await check();
    console.log(`ok      node ${name}, ${((Date.now() - start) / 1000).toFixed(1)} s`);
  } catch (e) {
    failed++;
    console.log(`FAILED  node ${name}\n${e.stack}`);
  }
}
console.log(
  `node: ${checks.length - failed} of ${checks.length} work,` +
    ` with openai ${OPENAI_VERSION} and @anthropic-ai/sdk ${ANTHROPIC_VERSION}`,
);
process.exitCode = failed ? 1 : 0;
