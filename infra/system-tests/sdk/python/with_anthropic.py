"""Anthropic's SDK at work."""

import anthropic
from common import KEY, LINES, MANY_LINES, MODEL, TEXT, URL, Tide, messages, raised, wait_until

anthropic_client = anthropic.Anthropic(base_url=URL, api_key=KEY)


def anthropic_message():
    message = anthropic_client.messages.create(model=MODEL, max_tokens=200, messages=messages(), system="Be brief.")
    assert message.content[0].type == "text" and message.content[0].text, message
    assert message.type == "message" and message.role == "assistant" and message.stop_reason == "end_turn", message
    assert message.usage.input_tokens > 0 and message.usage.output_tokens > 0, message
    assert message._request_id, "no request-id"


def anthropic_stream():
    with anthropic_client.messages.stream(model=MODEL, max_tokens=200, messages=messages()) as stream:
        text = "".join(stream.text_stream)
        message = stream.get_final_message()
    assert text and message.content[0].text == text, message
    assert message.stop_reason == "end_turn" and message.usage.output_tokens > 0, message

    kinds = [
        event.type
        for event in anthropic_client.messages.create(model=MODEL, max_tokens=200, messages=messages(), stream=True)
    ]
    assert kinds[0] == "message_start" and kinds[-1] == "message_stop", kinds


def anthropic_structure_and_tools():
    parsed = anthropic_client.messages.parse(
        model=MODEL, max_tokens=200, messages=messages(), output_format=Tide
    )
    assert isinstance(parsed.parsed_output, Tide), parsed

    tool = {"name": "tide", "input_schema": Tide.model_json_schema()}
    message = anthropic_client.messages.create(
        model=MODEL, max_tokens=200, messages=messages(), tools=[tool], tool_choice={"type": "any"}
    )
    use = next(block for block in message.content if block.type == "tool_use")
    assert use.name == "tide" and isinstance(use.input, dict) and message.stop_reason == "tool_use", message

    followed = anthropic_client.messages.create(
        model=MODEL,
        max_tokens=200,
        messages=[
            *messages(),
            {"role": "assistant", "content": message.content},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": use.id, "content": "high"}]},
        ],
        tools=[tool],
    )
    assert followed.content, followed


def anthropic_models():
    ids = [model.id for model in anthropic_client.models.list(limit=1)]
    assert MODEL in ids and len(ids) == len(set(ids)), ids
    assert anthropic_client.models.retrieve(MODEL).id == MODEL


def anthropic_batch(lines):
    return anthropic_client.messages.batches.create(
        requests=[
            {
                "custom_id": f"line-{line}",
                "params": {"model": MODEL, "max_tokens": 100, "messages": messages(f"{TEXT} {line}")},
            }
            for line in range(lines)
        ]
    )


def anthropic_ended(batch):
    def ended():
        now = anthropic_client.messages.batches.retrieve(batch.id)
        return now if now.processing_status == "ended" else None

    return wait_until(ended)


def anthropic_batches():
    batch = anthropic_batch(LINES)
    assert batch.processing_status == "in_progress" and batch.request_counts.processing == LINES, batch
    other = anthropic_batch(1)
    done = anthropic_ended(batch)
    assert done.request_counts.succeeded == LINES and done.request_counts.processing == 0, done
    assert done.created_at <= done.ended_at <= done.expires_at, done
    results = list(anthropic_client.messages.batches.results(batch.id))
    assert sorted(each.custom_id for each in results) == sorted(f"line-{line}" for line in range(LINES)), results
    for each in results:
        assert each.result.type == "succeeded" and each.result.message.content[0].text, each
    anthropic_ended(other)
    listed = [each.id for each in anthropic_client.messages.batches.list(limit=1)]
    assert batch.id in listed and other.id in listed and len(listed) == len(set(listed)), listed
    for each in (batch, other):
        assert anthropic_client.messages.batches.delete(each.id).type == "message_batch_deleted"
        raised(anthropic.NotFoundError, lambda: anthropic_client.messages.batches.retrieve(each.id))


def anthropic_batch_cancel():
    batch = anthropic_batch(MANY_LINES)
    unfinished = raised(anthropic.BadRequestError, lambda: anthropic_client.messages.batches.delete(batch.id))
    assert unfinished.type == "invalid_request_error", unfinished.body
    cancelled = anthropic_client.messages.batches.cancel(batch.id)
    assert cancelled.processing_status in ("canceling", "ended") and cancelled.cancel_initiated_at, cancelled
    ended = anthropic_ended(batch)
    counts = ended.request_counts
    assert counts.canceled > 0 and counts.canceled + counts.succeeded == MANY_LINES, ended
    results = list(anthropic_client.messages.batches.results(batch.id))
    assert sorted(each.custom_id for each in results) == sorted(f"line-{line}" for line in range(MANY_LINES))
    assert sum(each.result.type == "canceled" for each in results) == counts.canceled, counts


def anthropic_errors():
    unknown_model = raised(
        anthropic.NotFoundError,
        lambda: anthropic_client.messages.create(model="no-such-model", max_tokens=9, messages=messages()),
    )
    assert unknown_model.type == "not_found_error" and unknown_model.request_id, unknown_model.body
    raised(anthropic.NotFoundError, lambda: anthropic_client.models.retrieve("no-such-model"))
    raised(anthropic.NotFoundError, lambda: anthropic_client.messages.batches.retrieve("msgbatch_none"))
    raised(anthropic.NotFoundError, lambda: anthropic_client.messages.batches.results("msgbatch_none"))
    raised(anthropic.BadRequestError, lambda: anthropic_client.messages.create(
        model=MODEL, max_tokens=0, messages=messages()))
    bad_id = {"custom_id": "no spaces", "params": {"model": MODEL, "max_tokens": 9, "messages": messages()}}
    refused = raised(
        anthropic.BadRequestError, lambda: anthropic_client.messages.batches.create(requests=[bad_id])
    )
    assert "requests.0.custom_id" in refused.message, refused.body
    stranger = anthropic.Anthropic(base_url=URL, api_key="wrong")
    wrong_key = raised(
        anthropic.AuthenticationError,
        lambda: stranger.messages.create(model=MODEL, max_tokens=9, messages=messages()),
    )
    assert wrong_key.type == "authentication_error", wrong_key.body


CHECKS = [
    anthropic_message,
    anthropic_stream,
    anthropic_structure_and_tools,
    anthropic_models,
    anthropic_batches,
    anthropic_batch_cancel,
    anthropic_errors,
]
