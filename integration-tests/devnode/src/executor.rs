//! Runs runtime calls on the host, in this process.

use std::panic::AssertUnwindSafe;

use sc_executor::{error::Error, with_externalities_safe, RuntimeVersion, RuntimeVersionOf};
use scale::Encode;
use sp_core::traits::{CallContext, CodeExecutor, Externalities, ReadRuntimeVersion, RuntimeCode};

use crate::runtime::{api, VERSION};

/// What stands at `:code` in the state. Nothing executes it; the client wants it to exist.
pub(crate) const CODE: &[u8] = b"native";

/// Executes every runtime call natively, whatever code the state names.
#[derive(Clone, Copy)]
pub(crate) struct NativeExecutor;

impl CodeExecutor for NativeExecutor {
    type Error = Error;

    fn call(
        &self,
        ext: &mut dyn Externalities,
        _code: &RuntimeCode,
        method: &str,
        data: &[u8],
        _context: CallContext,
    ) -> (Result<Vec<u8>, Error>, bool) {
        let output = with_externalities_safe(ext, AssertUnwindSafe(|| api::dispatch(method, data)))
            .and_then(|output| output.ok_or_else(|| Error::MethodNotFound(method.to_owned())));
        (output, true)
    }
}

impl ReadRuntimeVersion for NativeExecutor {
    fn read_runtime_version(&self, _code: &[u8], _ext: &mut dyn Externalities) -> Result<Vec<u8>, String> {
        Ok(VERSION.encode())
    }
}

impl RuntimeVersionOf for NativeExecutor {
    fn runtime_version(
        &self,
        _ext: &mut dyn Externalities,
        _code: &RuntimeCode,
    ) -> Result<RuntimeVersion, Error> {
        Ok(VERSION)
    }
}
