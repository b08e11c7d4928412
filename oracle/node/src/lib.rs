//! The sidecar that an inference provider runs beside a model server: it takes vouchers, answers from
//! the server or from the embedded model, attributes each answer, signs a report and serves it.

pub mod admission;
pub mod answer;
pub mod api;
pub mod committee;
pub mod config;
pub mod keys;
pub mod library;
pub mod passage;
pub mod push;
pub mod report_page;
pub mod restored;
pub mod running;
pub mod server;
pub mod shelf;
pub mod store;
pub mod turns;
pub mod view;
pub mod viewer;
