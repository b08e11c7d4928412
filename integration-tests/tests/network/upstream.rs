//! Behind a node stands a provider's own model server. Its answers are charged by its count, attributed, settled and
//! audited like any other; what it fails to answer costs nothing.

use std::{fs::Permissions, os::unix::fs::PermissionsExt};

use scale::Encode;
use serde_json::{json, Value};
use tributary_cli::{
    ask::{Answer, Question},
    exit::Exit,
};
use tributary_core::{NodeId, Ppm, Wei};
use tributary_demo::{
    answers,
    processes::Process,
    services::node_name,
    world::{MODEL_NAME, PRICE, TOKEN},
};

use crate::{
    model_server::{ModelServer, Way, MODEL, PIECES, USAGE},
    network::Network,
};

/// The node that passes questions on, and its place among the nodes.
const NODE: NodeId = NodeId(2);
const PLACE: usize = 1;
/// The place among the works of what the server quotes.
const QUOTED: usize = 3;
const QUESTION: &str = "How does the tale begin?";
const API_KEY: &str = "sk-upstream-4711";
/// Milliseconds until the node gives the server up: less than the consumer's patience.
const GIVES_UP_MS: u32 = 3_000;

/// A network whose second node serves what `server` answers.
async fn before(server: &ModelServer) -> Network {
    let mut network = Network::start(250).await;
    let folder = network.program().folder.to_owned();
    let key = folder.join("upstream.key");
    std::fs::write(&key, format!("{API_KEY}\n")).unwrap();
    let own = format!("upstream_timeout_ms = {GIVES_UP_MS}\n");
    let url = &server.url;
    let of_model = format!("upstream = {url:?}\nupstream_model = {MODEL:?}\nupstream_key = {key:?}\n");
    let command = network.reconfigure(NODE, &own, &of_model).await;

    std::fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    assert!(Process::start(command.clone()).await.is_err(), "it took a key that others may read");
    let log = std::fs::read_to_string(folder.join(format!("{}.log", node_name(NODE)))).unwrap();
    assert!(log.contains("upstream.key has mode 644") && !log.contains(API_KEY), "{log}");

    std::fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    network.resume(command).await;
    network.wait_nodes().await;
    network
}

/// Asks for an answer piece by piece; returns it, checked, and its pieces.
async fn stream(network: &Network, nonce: u64) -> (Answer, Vec<String>) {
    let (world, endpoint) = (&network.world, Network::node_url(network.seat(NODE)));
    let question = Question {
        node: NODE,
        endpoint: &endpoint,
        model_name: MODEL_NAME,
        model: world.model,
        model_version: 1,
        text: QUESTION,
        max_tokens: 120,
        max_fee: Wei(TOKEN),
        nonce,
        expires_at_block: network.block().await + 60,
        audit_consent: true,
    };
    let messages = json!([{ "role": "user", "content": question.text }]);
    let body = json!({ "model": question.model_name, "stream": true, "max_tokens": question.max_tokens,
        "messages": messages })
    .to_string();
    let (session, salt) = (answers::session(world), [7; 32]);
    let (voucher, signature) = session.voucher(&question, body.as_bytes(), &salt);
    let request = network
        .http
        .post(format!("{endpoint}/v1/chat/completions"))
        .header("Tributary-Voucher", hex::encode(voucher.encode()))
        .header("Tributary-Signature", hex::encode(signature))
        .header("Tributary-Salt", hex::encode(salt))
        .body(body.clone());
    let said = request.send().await.unwrap().text().await.unwrap();
    let data = said.lines().filter_map(|line| line.strip_prefix("data: "));
    let events: Vec<Value> =
        data.take_while(|data| *data != "[DONE]").map(|data| serde_json::from_str(data).unwrap()).collect();
    let contents = events.iter().filter_map(|event| event["choices"][0]["delta"]["content"].as_str());
    let pieces: Vec<_> = contents.filter(|piece| !piece.is_empty()).map(str::to_owned).collect();
    let last = events.last().unwrap_or_else(|| panic!("no stream: {said}"));
    assert_eq!(last["usage"]["completion_tokens"], USAGE.1, "{said}");
    let report = &last["tributary"]["report"];
    let kept =
        json!({ "request": body, "text": pieces.concat(), "salt": hex::encode(salt), "report": report });
    let answer: Answer = serde_json::from_value(kept).unwrap();
    session.check(&world.suite, &answer, &voucher).await.unwrap();
    (answer, pieces)
}

/// A question that the server fails to answer is refused in such words, and charged to nobody.
async fn costs_nothing(network: &Network, server: &ModelServer, way: Way, words: &str) {
    let (books, asked) = (network.node_books(PLACE).await, server.asked().len());
    server.now(way);
    let failed = network.ask(3, QUESTION).await.unwrap_err();
    let said = format!("{failed:#}");
    assert!(said.ends_with(&format!("node 2 refused with 502 Bad Gateway: {words}")), "{way:?}: {said}");
    assert_eq!(Exit::of(&failed), Exit::Unreachable, "{way:?}: {said}");
    assert_eq!(server.asked().len(), asked + 1, "{way:?}: it was asked once");
    assert_eq!(network.node_books(PLACE).await, books, "{way:?}: it was charged for");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_model_server_answers_is_settled_and_what_it_fails_to_answer_costs_nothing() {
    let server = ModelServer::start().await;
    let network = before(&server).await;
    // The nonce is one more than the question's number.
    let whole = network.ask(1, QUESTION).await.unwrap();
    let (streamed, pieces) = stream(&network, 3).await;
    assert_eq!(pieces, PIECES, "they are passed on as they come");
    let refused = "the model server refused the request with status 500";
    costs_nothing(&network, &server, Way::Fails, refused).await;
    for way in [Way::IsSilent, Way::Stalls] {
        costs_nothing(&network, &server, way, "the model server failed").await;
    }
    server.now(Way::Answers);
    // The nonce of what failed is as good as new.
    let later = network.ask(3, QUESTION).await.unwrap();

    let answers = [whole, streamed, later];
    let (text, quoted) = (PIECES.concat(), PIECES[1..].concat());
    let share = u32::try_from(quoted.len() * 1_000_000 / text.len()).unwrap();
    let shares = [(network.world.datasets[QUOTED], Ppm(share))];
    for (sequence, answer) in (1..).zip(&answers) {
        let report = &answer.signed.report;
        assert_eq!((report.node, report.sequence, &answer.text), (NODE, sequence, &text));
        assert_eq!((report.prompt_tokens, report.completion_tokens), USAGE);
        assert_eq!(report.fee, Wei(PRICE * u128::from(USAGE.0 + USAGE.1)));
        assert_eq!(report.shares, shares);
    }
    for asked in server.asked() {
        assert_eq!(asked.authorization, Some(format!("Bearer {API_KEY}")), "{asked:?}");
        assert_eq!(asked.body["model"], MODEL, "{asked:?}");
        assert_eq!(asked.body["messages"], json!([{ "role": "user", "content": QUESTION }]), "{asked:?}");
    }

    let fees = Wei::total(answers.iter().map(|answer| answer.signed.report.fee)).unwrap();
    for answer in &answers {
        network.wait_settled(1, answer).await;
    }
    network.settle_up(1, fees).await;
    for answer in &answers {
        assert_eq!(network.audit(1, answer).await.shares, shares);
    }
}
