//! The DAO's decisions as those who run a suite need them: passing a motion from proposal to execution, and
//! saying which motion a refused call would take.

mod passing;
mod wording;

pub use passing::Until;
pub use wording::{wording, written};
