//! What code an address runs.

use alloy_primitives::{keccak256, Address, B256};

use crate::{client::Client, error::Result};

impl Client {
    /// The hash of a contract's code, as [`crate::Code::hash`] has it, in the state of a block or of the
    /// newest final one; `None` where there is no contract.
    ///
    /// # Errors
    /// The node's.
    pub async fn code_hash(&self, contract: Address, at: Option<B256>) -> Result<Option<B256>> {
        let at = self.block_or_final(at).await?;
        let runtime = self.runtime_at(at).await?;
        let input = runtime.encode_api("ReviveApi", "code", (contract.into_array(),))?;
        let answer = self.rpc().state_call("ReviveApi_code", &input, at).await?;
        let code: Vec<u8> = runtime.decode_api("ReviveApi", "code", &answer)?;
        Ok((!code.is_empty()).then(|| keccak256(code)))
    }
}
