//! What a run of the program said. The command line's scenarios on a chain use it, too.

use std::process::Output;

use serde_json::Value;

/// What a run said, and how it ended.
pub struct Said {
    pub exit: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn of(output: Output) -> Self {
        Self {
            exit: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub fn ok(self) -> Self {
        assert_eq!(self.exit, Some(0), "{}{}", self.out, self.err);
        self
    }

    pub fn fails(self, exit: i32, words: &str) -> Self {
        assert_eq!(self.exit, Some(exit), "{}{}", self.out, self.err);
        assert!(self.err.contains(words), "{words}: {}", self.err);
        assert_eq!(self.out, "", "a failure has no result");
        self
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    pub fn lacks(&self, secret: &str) -> &Self {
        assert!(!self.out.contains(secret) && !self.err.contains(secret), "{}{}", self.out, self.err);
        self
    }
}
