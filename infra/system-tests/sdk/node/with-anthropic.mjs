// Anthropic's SDK at work.

import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
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

const anthropic = new Anthropic({ baseURL: url, apiKey: key });

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

export const checks = [
  anthropicMessage,
  anthropicStream,
  anthropicTools,
  anthropicModels,
  anthropicBatches,
  anthropicBatchCancel,
  anthropicErrors,
];
