use super::*;

const SAMPLE: &str = include_str!("../../node.sample.toml");

fn parse(text: &str) -> Result<Config, String> {
    let config: Config = toml::from_str(text).map_err(|error| error.to_string())?;
    config.check().map_err(|error| error.to_string())?;
    Ok(config)
}

#[test]
fn the_sample_names_every_field() {
    let fields = fields_of::<Config>();
    assert!(fields.len() > 15 && fields.iter().any(|field| field == "next_node_key"), "{fields:?}");
    // The list of models is tables instead of one value.
    for field in fields.into_iter().filter(|field| field != "models").chain(fields_of::<ServedModel>()) {
        let named = SAMPLE.lines().any(|line| {
            line.trim_start_matches("# ").strip_prefix(&field).is_some_and(|rest| rest.starts_with(" ="))
        });
        assert!(named, "{field} is not in the sample");
    }
}

/// All fields: the parser names them when it meets one that it does not know.
fn fields_of<T: serde::de::DeserializeOwned + std::fmt::Debug>() -> Vec<String> {
    let refusal = toml::from_str::<T>("no_such_field = 0").unwrap_err().to_string();
    refusal.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_sample_is_valid() {
    let config = parse(SAMPLE).unwrap();
    assert_eq!(config.max_tokens, default_max_tokens());
    assert_eq!(config.refresh_ms, default_refresh_ms());
    assert_eq!(config.upstream_timeout_ms, default_upstream_timeout_ms());
    assert_eq!(config.stale_ms, default_stale_ms());
    assert_eq!(config.stall_ms, default_stall_ms());
    assert_eq!(config.answer_ms, default_answer_ms());
    assert_eq!(config.shutdown_ms, default_shutdown_ms());
    assert_eq!(config.keep_answers_hours, default_keep_answers_hours());
    assert!(config.without.is_empty() && !config.push);
    assert_eq!(config.models.len(), 2);
}

#[test]
fn contradictions_are_refused_by_name() {
    let refused = |from: &str, to: &str| {
        assert!(SAMPLE.contains(from), "{from}");
        parse(&SAMPLE.replace(from, to)).unwrap_err()
    };
    assert!(refused("max_tokens", "max_token").contains("max_token"));
    assert!(refused("refresh_ms = 1000", "refresh_ms = 0").contains("refresh_ms is 0"));
    assert!(refused("stall_ms = 30000", "stall_ms = 0").contains("stall_ms is 0"));
    assert!(refused("stale_ms = 60000", "stale_ms = 1000").contains("above refresh_ms, which is 1000"));
    assert!(refused("ws://", "http://").contains("scheme http"));
    assert!(refused("upstream = \"http://", "upstream = \"ftp://").contains("scheme ftp"));
    assert!(refused("version = 2", "version = 1").contains("listed twice"));
    assert!(refused("upstream = \"http://127.0.0.1:8000\"\n", "").contains("no upstream"));
}
