"""OpenAI's SDK at work."""

import io
import json

import openai
from common import KEY, LINES, MANY_LINES, MODEL, TEXT, URL, Tide, messages, raised, wait_until

EMBEDDING_MODEL = "embed"

openai_client = openai.OpenAI(base_url=URL + "/v1", api_key=KEY)


def openai_chat():
    answer = openai_client.chat.completions.create(model=MODEL, messages=messages(), max_tokens=100)
    choice = answer.choices[0]
    assert choice.message.content, answer
    assert choice.message.role == "assistant" and choice.finish_reason == "stop", answer
    assert answer.object == "chat.completion" and answer.id and answer.created, answer
    assert answer.usage.prompt_tokens > 0 and answer.usage.completion_tokens > 0, answer
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens, answer
    assert answer._request_id, "no x-request-id"


def openai_stream():
    chunks = list(
        openai_client.chat.completions.create(
            model=MODEL, messages=messages(), stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text, chunks
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop", chunks
    assert chunks[-1].usage.completion_tokens > 0 and not chunks[-1].choices, chunks[-1]

    with openai_client.chat.completions.stream(model=MODEL, messages=messages()) as stream:
        assert any(event.type == "content.delta" for event in stream)
        assert stream.get_final_completion().choices[0].message.content


def openai_structure_and_tools():
    parsed = openai_client.chat.completions.parse(model=MODEL, messages=messages(), response_format=Tide)
    assert isinstance(parsed.choices[0].message.parsed, Tide), parsed

    tool = {"type": "function", "function": {"name": "tide", "parameters": Tide.model_json_schema()}}
    answer = openai_client.chat.completions.create(
        model=MODEL, messages=messages(), tools=[tool], tool_choice="required"
    )
    call = answer.choices[0].message.tool_calls[0]
    assert call.function.name == "tide" and isinstance(json.loads(call.function.arguments), dict), answer
    assert answer.choices[0].finish_reason == "tool_calls", answer

    followed = openai_client.chat.completions.create(
        model=MODEL,
        messages=[*messages(), answer.choices[0].message, {"role": "tool", "tool_call_id": call.id, "content": "high"}],
        tools=[tool],
    )
    assert followed.choices, followed


def openai_embeddings():
    # The SDK asks for base64 by itself, and for numbers where it is told to.
    packed = openai_client.embeddings.create(model=EMBEDDING_MODEL, input=["ebb", "flow"])
    plain = openai_client.embeddings.create(model=EMBEDDING_MODEL, input="ebb", encoding_format="float")
    assert [each.index for each in packed.data] == [0, 1], packed
    assert packed.data[0].embedding != packed.data[1].embedding
    assert len(plain.data[0].embedding) == len(packed.data[0].embedding) > 0
    assert all(abs(a - b) < 1e-6 for a, b in zip(plain.data[0].embedding, packed.data[0].embedding))
    assert packed.usage.prompt_tokens > 0, packed.usage


def openai_models():
    ids = [model.id for model in openai_client.models.list()]
    assert MODEL in ids and EMBEDDING_MODEL in ids, ids
    assert openai_client.models.retrieve(MODEL).id == MODEL
    # Endpoints are models, too, and have a slash in their names.
    slashed = next(each for each in ids if "/" in each)
    assert openai_client.models.retrieve(slashed).id == slashed


def openai_files():
    content = b'{"a": "\xc3\xa4"}\n'
    file = openai_client.files.create(file=("a.jsonl", content), purpose="batch")
    assert file.bytes == len(content) and file.filename == "a.jsonl" and file.purpose == "batch", file
    assert file.object == "file" and file.status == "processed", file
    other = openai_client.files.create(file=io.BytesIO(b"text"), purpose="user_data")
    assert openai_client.files.retrieve(file.id) == file
    listed = [each.id for each in openai_client.files.list(limit=1)]
    assert file.id in listed and other.id in listed and len(listed) == len(set(listed)), listed
    assert other.id not in [each.id for each in openai_client.files.list(purpose="batch")]
    assert openai_client.files.content(file.id).read() == content
    for each in (file, other):
        assert openai_client.files.delete(each.id).deleted
        raised(openai.NotFoundError, lambda: openai_client.files.retrieve(each.id))


def openai_input(lines):
    text = "".join(
        json.dumps(
            {
                "custom_id": f"line-{line}",
                "method": "POST",
                "url": "/v1/chat/completions",
                "body": {"model": MODEL, "messages": messages(f"{TEXT} {line}")},
            }
        )
        + "\n"
        for line in range(lines)
    )
    return openai_client.files.create(file=("lines.jsonl", text.encode()), purpose="batch")


def openai_batch(lines, **other):
    return openai_client.batches.create(
        input_file_id=openai_input(lines).id, endpoint="/v1/chat/completions", completion_window="24h", **other
    )


def openai_ended(batch):
    def ended():
        now = openai_client.batches.retrieve(batch.id)
        return now if now.status in ("completed", "failed", "expired", "cancelled") else None

    return wait_until(ended)


def openai_lines(file_id):
    return [json.loads(line) for line in openai_client.files.content(file_id).text.splitlines()]


def openai_batches():
    batch = openai_batch(LINES, metadata={"night": "1"})
    assert batch.status in ("validating", "in_progress") and batch.metadata == {"night": "1"}, batch
    other = openai_batch(1)
    done = openai_ended(batch)
    assert done.status == "completed" and done.error_file_id is None, done
    assert (done.request_counts.total, done.request_counts.completed, done.request_counts.failed) == (LINES, LINES, 0)
    assert done.created_at <= done.in_progress_at <= done.finalizing_at <= done.completed_at <= done.expires_at, done
    lines = openai_lines(done.output_file_id)
    assert sorted(line["custom_id"] for line in lines) == sorted(f"line-{line}" for line in range(LINES)), lines
    for line in lines:
        assert line["error"] is None and line["response"]["status_code"] == 200, line
        answer = openai.types.chat.ChatCompletion.model_validate(line["response"]["body"])
        assert answer.choices[0].message.content, line
    listed = [each.id for each in openai_client.batches.list(limit=1)]
    assert batch.id in listed and other.id in listed and len(listed) == len(set(listed)), listed
    openai_ended(other)


def openai_batch_cancel():
    batch = openai_batch(MANY_LINES)
    cancelled = openai_client.batches.cancel(batch.id)
    assert cancelled.status in ("cancelling", "cancelled"), cancelled
    ended = openai_ended(batch)
    assert ended.status == "cancelled" and ended.cancelled_at and ended.cancelling_at, ended
    answered = openai_lines(ended.output_file_id) if ended.output_file_id else []
    assert len(answered) == ended.request_counts.completed < MANY_LINES, ended


def openai_bad_batch():
    file = openai_client.files.create(file=("bad.jsonl", b"no json\n"), purpose="batch")
    batch = openai_client.batches.create(
        input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h"
    )
    failed = openai_ended(batch)
    assert failed.status == "failed" and failed.errors.data[0].code == "invalid_json_line", failed
    assert failed.errors.data[0].line == 1, failed


def openai_errors():
    unknown_model = raised(
        openai.NotFoundError,
        lambda: openai_client.chat.completions.create(model="no-such-model", messages=messages()),
    )
    assert unknown_model.code == "model_not_found" and unknown_model.request_id, unknown_model.body
    raised(
        openai.NotFoundError,
        lambda: openai_client.chat.completions.create(model="no-such-model", messages=messages(), stream=True),
    )
    raised(openai.NotFoundError, lambda: openai_client.models.retrieve("no-such-model"))
    raised(openai.NotFoundError, lambda: openai_client.files.retrieve("file-none"))
    raised(openai.NotFoundError, lambda: openai_client.files.content("file-none"))
    raised(openai.NotFoundError, lambda: openai_client.files.delete("file-none"))
    raised(openai.NotFoundError, lambda: openai_client.batches.retrieve("batch_none"))
    raised(openai.BadRequestError, lambda: openai_client.chat.completions.create(model=MODEL, messages=[]))
    raised(openai.BadRequestError, lambda: openai_client.files.create(file=("a.txt", b"a"), purpose="batch"))
    stranger = openai.OpenAI(base_url=URL + "/v1", api_key="wrong")
    wrong_key = raised(
        openai.AuthenticationError, lambda: stranger.chat.completions.create(model=MODEL, messages=messages())
    )
    assert wrong_key.code == "invalid_api_key", wrong_key.body


CHECKS = [
    openai_chat,
    openai_stream,
    openai_structure_and_tools,
    openai_embeddings,
    openai_models,
    openai_files,
    openai_batches,
    openai_batch_cancel,
    openai_bad_batch,
    openai_errors,
]
