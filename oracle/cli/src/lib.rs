//! The command line: deploy, register, claim, verify, inspect
