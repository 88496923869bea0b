// The official Node SDKs of OpenAI and Anthropic at work on a gateway, with no change but base URL and key.
//
// node check.mjs URL KEY: says of each part whether it works, and exits with 1 if one doesn't.

import assert from 'node:assert/strict';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { VERSION as ANTHROPIC_VERSION } from '@anthropic-ai/sdk/version';
import OpenAI, { toFile } from 'openai';
import { VERSION as OPENAI_VERSION } from 'openai/version';

const url = process.argv[2].replace(/\/+$/, '');
const key = process.argv[3];
const model = 'summarize';
const embeddingModel = 'embed';
const text = 'The tide is the rise and fall of the sea. A spring tide comes when sun and moon pull in one line.';
const messages = [{ role: 'user', content: text }];
const schema = {
  type: 'object',
  properties: { name: { type: 'string' }, metres: { type: 'number' } },
  required: ['name', 'metres'],
  additionalProperties: false,
};
const fewLines = 20;
const manyLines = 2_000;
const patienceMillis = 120_000;

const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: key });
const anthropic = new Anthropic({ baseURL: url, apiKey: key });

/** Asks until something holds of the answer, and returns that answer. */
async function until(ask, holds) {
  const end = Date.now() + patienceMillis;
  while (Date.now() < end) {
    const answer = await ask();
    if (holds(answer)) return answer;
    await sleep(200);
  }
  throw new assert.AssertionError({ message: `still not so after ${patienceMillis / 1000} s` });
}

async function collect(items) {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

async function thrown(kind, call) {
  try {
    await call();
  } catch (e) {
    assert.equal(e.constructor.name, kind.name, e.message);
    return e;
  }
  assert.fail(`no ${kind.name} was thrown`);
}

const ids = (lines) => Array.from({ length: lines }, (_, line) => `line-${line}`).sort();

/** Each id exactly once, in whatever order. */
function assertIds(items, lines) {
  assert.deepEqual(items.map((item) => item.custom_id).sort(), ids(lines));
}

/** Pages of one item each hold both, and nothing twice. */
async function assertListed(list, ...wanted) {
  const listed = (await collect(list({ limit: 1 }))).map((each) => each.id);
  for (const id of wanted) assert.ok(listed.includes(id), `${id} is not in ${listed}`);
  assert.equal(new Set(listed).size, listed.length);
}

// OpenAI

async function openaiChat() {
  const answer = await openai.chat.completions.create({ model, messages, max_tokens: 100 });
  assert.ok(answer.choices[0].message.content);
  assert.equal(answer.choices[0].finish_reason, 'stop');
  assert.equal(answer.object, 'chat.completion');
  assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
  assert.ok(answer._request_id);
}

async function openaiStream() {
  const asked = { model, messages, stream: true, stream_options: { include_usage: true } };
  const chunks = await collect(await openai.chat.completions.create(asked));
  assert.ok(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''));
  assert.ok(chunks.at(-1).usage.completion_tokens > 0);

  const completion = await openai.chat.completions.stream({ model, messages }).finalChatCompletion();
  assert.ok(completion.choices[0].message.content);
  assert.equal(completion.choices[0].finish_reason, 'stop');
}

async function openaiStructureAndTools() {
  const format = { type: 'json_schema', json_schema: { name: 'tide', strict: true, schema } };
  const parsed = await openai.chat.completions.parse({ model, messages, response_format: format });
  assert.deepEqual(Object.keys(parsed.choices[0].message.parsed).sort(), ['metres', 'name']);

  const tools = [{ type: 'function', function: { name: 'tide', parameters: schema } }];
  const answer = await openai.chat.completions.create({ model, messages, tools, tool_choice: 'required' });
  const call = answer.choices[0].message.tool_calls[0];
  assert.equal(call.function.name, 'tide');
  assert.equal(answer.choices[0].finish_reason, 'tool_calls');
  const result = { role: 'tool', tool_call_id: call.id, content: 'high' };
  const history = [...messages, answer.choices[0].message, result];
  const followed = await openai.chat.completions.create({ model, messages: history, tools });
  assert.equal(followed.choices.length, 1);
}

async function openaiEmbeddings() {
  // The SDK asks for base64 by itself, and for numbers where it is told to.
  const packed = await openai.embeddings.create({ model: embeddingModel, input: ['ebb', 'flow'] });
  const plain = await openai.embeddings.create({ model: embeddingModel, input: 'ebb', encoding_format: 'float' });
  assert.deepEqual(packed.data.map((each) => each.index), [0, 1]);
  assert.notDeepEqual(packed.data[0].embedding, packed.data[1].embedding);
  assert.ok(plain.data[0].embedding.length > 0);
  assert.equal(packed.data[0].embedding.length, plain.data[0].embedding.length);
  plain.data[0].embedding.forEach((value, i) => assert.ok(Math.abs(value - packed.data[0].embedding[i]) < 1e-6));
  assert.ok(packed.usage.prompt_tokens > 0);
}

async function openaiModels() {
  const names = (await collect(openai.models.list())).map((each) => each.id);
  // Endpoints are models, too, and have a slash in their names.
  const slashed = names.find((name) => name.includes('/'));
  for (const name of [model, embeddingModel, slashed]) {
    assert.ok(names.includes(name));
    assert.equal((await openai.models.retrieve(name)).id, name);
  }
}

async function openaiFiles() {
  const content = '{"a": "ä"}\n';
  const folder = mkdtempSync(join(tmpdir(), 'tieline-sdk-'));
  try {
    writeFileSync(join(folder, 'a.jsonl'), content);
    const file = await openai.files.create({ file: createReadStream(join(folder, 'a.jsonl')), purpose: 'batch' });
    assert.equal(file.bytes, Buffer.byteLength(content));
    assert.equal(file.filename, 'a.jsonl');
    assert.equal(file.status, 'processed');
    const other = await openai.files.create({ file: await toFile(Buffer.from('text'), 'b.txt'), purpose: 'user_data' });
    assert.deepEqual({ ...(await openai.files.retrieve(file.id)) }, { ...file });
    await assertListed((query) => openai.files.list(query), file.id, other.id);
    assert.equal(await (await openai.files.content(file.id)).text(), content);
    for (const each of [file, other]) {
      assert.equal((await openai.files.delete(each.id)).deleted, true);
      await thrown(OpenAI.NotFoundError, () => openai.files.retrieve(each.id));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function openaiBatch(lines, metadata) {
  const input = ids(lines).map((id) =>
    JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body: { model, messages } }));
  const file = await openai.files.create({
    file: await toFile(Buffer.from(input.join('\n')), 'lines.jsonl'),
    purpose: 'batch',
  });
  return openai.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    metadata,
  });
}

const openaiEnded = (batch) =>
  until(
    () => openai.batches.retrieve(batch.id),
    (now) => ['completed', 'failed', 'expired', 'cancelled'].includes(now.status),
  );

async function openaiLines(fileId) {
  const content = await (await openai.files.content(fileId)).text();
  return content.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

async function openaiBatches() {
  const batch = await openaiBatch(fewLines, { night: '1' });
  assert.ok(['validating', 'in_progress'].includes(batch.status), batch.status);
  assert.deepEqual({ ...batch.metadata }, { night: '1' });
  const other = await openaiBatch(1);
  const done = await openaiEnded(batch);
  assert.equal(done.status, 'completed');
  assert.deepEqual({ ...done.request_counts }, { total: fewLines, completed: fewLines, failed: 0 });
  assert.equal(done.error_file_id, null);
  const lines = await openaiLines(done.output_file_id);
  assertIds(lines, fewLines);
  for (const line of lines) {
    assert.equal(line.error, null);
    assert.equal(line.response.status_code, 200);
    assert.ok(line.response.body.choices[0].message.content);
  }
  await assertListed((query) => openai.batches.list(query), batch.id, other.id);
  await openaiEnded(other);
}

async function openaiBatchCancel() {
  const batch = await openaiBatch(manyLines);
  const cancelled = await openai.batches.cancel(batch.id);
  assert.ok(['cancelling', 'cancelled'].includes(cancelled.status), cancelled.status);
  const ended = await openaiEnded(batch);
  assert.equal(ended.status, 'cancelled');
  const answered = ended.output_file_id ? await openaiLines(ended.output_file_id) : [];
  assert.equal(answered.length, ended.request_counts.completed);
  assert.ok(answered.length < manyLines);
}

async function openaiErrors() {
  const unknown = await thrown(OpenAI.NotFoundError, () =>
    openai.chat.completions.create({ model: 'no-such-model', messages }));
  assert.equal(unknown.code, 'model_not_found');
  assert.ok(unknown.requestID);
  await thrown(OpenAI.NotFoundError, () => openai.files.retrieve('file-none'));
  await thrown(OpenAI.NotFoundError, () => openai.files.content('file-none'));
  await thrown(OpenAI.NotFoundError, () => openai.batches.retrieve('batch_none'));
  await thrown(OpenAI.BadRequestError, () => openai.chat.completions.create({ model, messages: [] }));
  const stranger = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'wrong' });
  const refused = await thrown(OpenAI.AuthenticationError, () =>
    stranger.chat.completions.create({ model, messages }));
  assert.equal(refused.code, 'invalid_api_key');
}

// Anthropic

const asked = { model, max_tokens: 200, messages };

async function anthropicMessage() {
  const message = await anthropic.messages.create({ ...asked, system: 'Be brief.' });
  assert.equal(message.content[0].type, 'text');
  assert.ok(message.content[0].text);
  assert.equal(message.stop_reason, 'end_turn');
  assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0);
  assert.ok(message._request_id);
}

async function anthropicStream() {
  let heard = '';
  const stream = anthropic.messages.stream(asked).on('text', (piece) => (heard += piece));
  const message = await stream.finalMessage();
  assert.ok(heard);
  assert.equal(message.content[0].text, heard);
  assert.equal(message.stop_reason, 'end_turn');
  assert.ok(message.usage.output_tokens > 0);

  const kinds = (await collect(await anthropic.messages.create({ ...asked, stream: true }))).map((each) => each.type);
  assert.equal(kinds[0], 'message_start');
  assert.equal(kinds.at(-1), 'message_stop');
}

async function anthropicTools() {
  const tools = [{ name: 'tide', input_schema: schema }];
  const message = await anthropic.messages.create({ ...asked, tools, tool_choice: { type: 'any' } });
  const use = message.content.find((block) => block.type === 'tool_use');
  assert.equal(use.name, 'tide');
  assert.equal(message.stop_reason, 'tool_use');
  const result = { type: 'tool_result', tool_use_id: use.id, content: 'high' };
  const history = [
    ...messages,
    { role: 'assistant', content: message.content },
    { role: 'user', content: [result] },
  ];
  assert.ok((await anthropic.messages.create({ ...asked, messages: history, tools })).content.length > 0);
}

async function anthropicModels() {
  const names = (await collect(anthropic.models.list({ limit: 1 }))).map((each) => each.id);
  assert.ok(names.includes(model));
  assert.equal((await anthropic.models.retrieve(model)).id, model);
}

const anthropicBatch = (lines) =>
  anthropic.messages.batches.create({ requests: ids(lines).map((id) => ({ custom_id: id, params: asked })) });

const anthropicEnded = (batch) =>
  until(
    () => anthropic.messages.batches.retrieve(batch.id),
    (now) => now.processing_status === 'ended',
  );

const anthropicResults = async (batch) => collect(await anthropic.messages.batches.results(batch.id));

async function anthropicBatches() {
  const batch = await anthropicBatch(fewLines);
  assert.equal(batch.processing_status, 'in_progress');
  assert.equal(batch.request_counts.processing, fewLines);
  const other = await anthropicBatch(1);
  const done = await anthropicEnded(batch);
  assert.equal(done.request_counts.succeeded, fewLines);
  const results = await anthropicResults(batch);
  assertIds(results, fewLines);
  for (const each of results) assert.ok(each.result.message.content[0].text);
  await anthropicEnded(other);
  await assertListed((query) => anthropic.messages.batches.list(query), batch.id, other.id);
  for (const each of [batch, other]) {
    assert.equal((await anthropic.messages.batches.delete(each.id)).type, 'message_batch_deleted');
    await thrown(Anthropic.NotFoundError, () => anthropic.messages.batches.retrieve(each.id));
  }
}

async function anthropicBatchCancel() {
  const batch = await anthropicBatch(manyLines);
  await thrown(Anthropic.BadRequestError, () => anthropic.messages.batches.delete(batch.id));
  const cancelled = await anthropic.messages.batches.cancel(batch.id);
  assert.ok(['canceling', 'ended'].includes(cancelled.processing_status), cancelled.processing_status);
  const counts = (await anthropicEnded(batch)).request_counts;
  assert.ok(counts.canceled > 0);
  assert.equal(counts.canceled + counts.succeeded, manyLines);
  assertIds(await anthropicResults(batch), manyLines);
}

async function anthropicErrors() {
  const unknown = await thrown(Anthropic.NotFoundError, () =>
    anthropic.messages.create({ ...asked, model: 'no-such-model' }));
  assert.equal(unknown.type, 'not_found_error');
  assert.ok(unknown.requestID);
  await thrown(Anthropic.NotFoundError, () => anthropic.messages.batches.retrieve('msgbatch_none'));
  await thrown(Anthropic.NotFoundError, () => anthropic.messages.batches.results('msgbatch_none'));
  const badId = { custom_id: 'no spaces', params: asked };
  const refused = await thrown(Anthropic.BadRequestError, () =>
    anthropic.messages.batches.create({ requests: [badId] }));
  assert.match(refused.message, /requests\.0\.custom_id/);
  const stranger = new Anthropic({ baseURL: url, apiKey: 'wrong' });
  const wrongKey = await thrown(Anthropic.AuthenticationError, () => stranger.messages.create(asked));
  assert.equal(wrongKey.type, 'authentication_error');
}

const checks = [
  openaiChat,
  openaiStream,
  openaiStructureAndTools,
  openaiEmbeddings,
  openaiModels,
  openaiFiles,
  openaiBatches,
  openaiBatchCancel,
  openaiErrors,
  anthropicMessage,
  anthropicStream,
  anthropicTools,
  anthropicModels,
  anthropicBatches,
  anthropicBatchCancel,
  anthropicErrors,
];

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
