use serde_json::json;

use super::*;

fn chat_with(more: Value) -> Result<Prompt, String> {
    let mut body = json!({ "model": "m", "messages": [{ "role": "user", "content": "Who is Ahab?" }] });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Prompt::read(Endpoint::Chat, body.to_string().as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn only_what_shapes_the_answer_is_passed_on() {
    let prompt = chat_with(json!({
        "stream": true, "stream_options": { "include_usage": true }, "max_tokens": 7, "n": 1, "user": "me",
        "temperature": 0.5, "top_p": 0.9, "stop": ["\n"], "seed": 3, "presence_penalty": 0,
        "frequency_penalty": 1, "logprobs": false, "tools": null,
    }))
    .unwrap();
    assert_eq!((prompt.max_tokens, prompt.stream, prompt.seed), (Some(7), true, Some(3)));
    let mut passed: Vec<_> = prompt.body.keys().map(String::as_str).collect();
    passed.sort_unstable();
    let expected =
        ["frequency_penalty", "messages", "presence_penalty", "seed", "stop", "temperature", "top_p"];
    assert_eq!(passed, expected);
}

#[test]
fn everything_else_is_refused_by_name() {
    let refused = [
        json!({ "tools": [] }),
        json!({ "tool_choice": "auto" }),
        json!({ "functions": [] }),
        json!({ "response_format": { "type": "json_object" } }),
        json!({ "logprobs": true }),
        json!({ "echo": true }),
        json!({ "suffix": "." }),
        json!({ "prompt": "in a chat" }),
        json!({ "guided_json": {} }),
        json!({ "min_tokens": 4000 }),
        json!({ "logit_bias": {} }),
        json!({ "prompt_logprobs": 1 }),
        json!({ "repetition_penalty": 2 }),
    ];
    for body in refused {
        let name = body.as_object().unwrap().keys().next().unwrap().clone();
        assert_eq!(chat_with(body).unwrap_err(), format!("{name} is not supported here"));
    }
    assert_eq!(chat_with(json!({ "n": 2 })).unwrap_err(), "n is 2; one answer per voucher");
    assert_eq!(chat_with(json!({ "max_tokens": 0 })).unwrap_err(), "max_tokens is not at least 1");
    assert_eq!(chat_with(json!({ "max_tokens": "7" })).unwrap_err(), "max_tokens is not a number");
}

#[test]
fn a_chat_holds_texts_and_the_last_users_is_the_question() {
    let prompt = chat_with(json!({ "messages": [
        { "role": "system", "content": "Be brief." },
        { "role": "user", "content": [{ "type": "text", "text": "Call" }, { "type": "text", "text": " me?" }] },
        { "role": "assistant", "content": "Ishmael.", "refusal": null },
        { "role": "user", "name": "me", "content": "Who is Ahab?" },
    ] }))
    .unwrap();
    assert_eq!(prompt.text, "Be brief.\nCall me?\nIshmael.\nWho is Ahab?");
    assert_eq!(prompt.question, "Who is Ahab?");
    let message = |message: Value| chat_with(json!({ "messages": [message] })).unwrap_err();
    let image = json!([{ "type": "image_url", "image_url": { "url": "http://127.0.0.1/" } }]);
    assert!(message(json!({ "role": "user", "content": image })).contains("\"image_url\" is not supported"));
    assert!(message(json!({ "role": "tool", "content": "42" })).contains("\"tool\" is not supported"));
    let calls = json!({ "role": "assistant", "content": "", "tool_calls": [{}] });
    assert_eq!(message(calls), "messages[0].tool_calls is not supported here");
    assert_eq!(message(json!({ "role": "user", "content": " " })), "the request has no text to answer");
    assert!(message(json!({ "role": "user" })).contains("messages[0].content is not"));
}

#[test]
fn a_completion_takes_a_prompt() {
    let read = |body: Value| Prompt::read(Endpoint::Completion, body.to_string().as_bytes());
    let prompt = read(json!({ "model": "m", "prompt": "Call me" })).unwrap();
    assert_eq!((prompt.text.as_str(), prompt.question.as_str()), ("Call me", "Call me"));
    assert!(read(json!({ "model": "m", "prompt": ["two", "prompts"] })).is_err());
    assert!(read(json!({ "model": "m", "prompt": "a", "messages": [] })).is_err());
    assert!(read(json!({ "prompt": "a" })).is_err(), "no model");
    assert!(Prompt::read(Endpoint::Completion, b"[]").is_err());
    assert!(Prompt::read(Endpoint::Completion, b"{").is_err());
}
