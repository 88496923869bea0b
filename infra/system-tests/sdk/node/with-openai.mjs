// OpenAI's SDK at work.

import assert from 'node:assert/strict';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI, { toFile } from 'openai';
import {
  assertIds,
  assertListed,
  collect,
  fewLines,
  ids,
  key,
  manyLines,
  messages,
  model,
  schema,
  thrown,
  until,
  url,
} from './common.mjs';

const embeddingModel = 'embed';

const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: key });

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

export const checks = [
  openaiChat,
  openaiStream,
  openaiStructureAndTools,
  openaiEmbeddings,
  openaiModels,
  openaiFiles,
  openaiBatches,
  openaiBatchCancel,
  openaiErrors,
];
