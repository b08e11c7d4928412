//! Reading server-sent events as a strict client does.

use futures::{Stream, StreamExt};
use reqwest::Response;
use serde_json::Value;

/// The events of a streamed answer, one by one: JSON, or `None` for `[DONE]`.
pub struct Events(std::pin::Pin<Box<dyn Stream<Item = Option<Value>> + Send>>);

impl Events {
    pub fn of(response: Response) -> Self {
        assert_eq!(response.status(), 200);
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
        let lines = response.bytes_stream().scan(Vec::new(), |rest: &mut Vec<u8>, bytes| {
            rest.extend_from_slice(&bytes.expect("the stream ends properly"));
            let mut events = Vec::new();
            while let Some(end) = rest.windows(2).position(|two| two == b"\n\n") {
                let event: Vec<u8> = rest.drain(..end + 2).collect();
                events.push(String::from_utf8(event).unwrap());
            }
            futures::future::ready(Some(futures::stream::iter(events)))
        });
        let data = lines.flatten().filter_map(|event| async move {
            let event = event.trim_end();
            if event.starts_with(':') {
                return None;
            }
            let data = event.strip_prefix("data: ").unwrap_or_else(|| panic!("{event:?}"));
            assert!(!data.contains('\n'), "one line of data in each event");
            Some((data != "[DONE]").then(|| serde_json::from_str(data).unwrap()))
        });
        Self(Box::pin(data))
    }

    /// The next event's JSON; `None` for `[DONE]`.
    pub async fn next(&mut self) -> Option<Value> {
        self.0.next().await.expect("another event")
    }

    /// The text of the next event, which must be a piece of a chat.
    pub async fn piece(&mut self) -> String {
        let event = self.next().await.expect("a piece");
        event["choices"][0]["delta"]["content"].as_str().unwrap_or_else(|| panic!("{event}")).to_owned()
    }

    /// Everything up to `[DONE]`, after which nothing may come.
    pub async fn rest(mut self) -> Vec<Value> {
        let mut all = Vec::new();
        while let Some(event) = self.next().await {
            all.push(event);
        }
        assert!(self.0.next().await.is_none(), "nothing follows [DONE]");
        all
    }
}
