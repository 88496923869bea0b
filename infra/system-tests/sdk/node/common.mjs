// What the checks of both SDKs share.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

export const url = process.argv[2].replace(/\/+$/, '');
export const key = process.argv[3];
export const model = 'summarize';
const text = 'The tide is the rise and fall of the sea. A spring tide comes when sun and moon pull in one line.';
export const messages = [{ role: 'user', content: text }];
export const schema = {
  type: 'object',
  properties: { name: { type: 'string' }, metres: { type: 'number' } },
  required: ['name', 'metres'],
  additionalProperties: false,
};
export const fewLines = 20;
export const manyLines = 2_000;
const patienceMillis = 120_000;

/** Asks until something holds of the answer, and returns that answer. */
export async function until(ask, holds) {
  const end = Date.now() + patienceMillis;
  while (Date.now() < end) {
    const answer = await ask();
    if (holds(answer)) return answer;
    await sleep(200);
  }
  throw new assert.AssertionError({ message: `still not so after ${patienceMillis / 1000} s` });
}

export async function collect(items) {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function thrown(kind, call) {
  try {
    await call();
  } catch (e) {
    assert.equal(e.constructor.name, kind.name, e.message);
    return e;
  }
  assert.fail(`no ${kind.name} was thrown`);
}

export const ids = (lines) => Array.from({ length: lines }, (_, line) => `line-${line}`).sort();

/** Each id exactly once, in whatever order. */
export function assertIds(items, lines) {
  assert.deepEqual(items.map((item) => item.custom_id).sort(), ids(lines));
}

/** Pages of one item each hold both, and nothing twice. */
export async function assertListed(list, ...wanted) {
  const listed = (await collect(list({ limit: 1 }))).map((each) => each.id);
  for (const id of wanted) assert.ok(listed.includes(id), `${id} is not in ${listed}`);
  assert.equal(new Set(listed).size, listed.length);
}
