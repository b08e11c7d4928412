//! The DAO as it is now, and what it says when it refuses.

use tributary_cli::{
    amount::coins,
    dao::{
        call_text,
        contracts::Contracts,
        explanation::{explain, Scene},
        holding::Holding,
        standing::Clock,
        votes,
    },
    exit::{Exit, Failure},
};
use tributary_client::{
    abi::{
        IGovernance::{
            noncesCall, proposalCountCall, proposalGuardianCall, GovernorNonexistentProposal,
            GovernorUnexpectedProposalState, TimelockUnexpectedOperationState,
        },
        IModelRegistry,
    },
    governance::{Action, Motion, Record},
    Address, Client, ClientError, Deployment, Governance, Receipt, Signer, SolCall, B256, U256,
};

use crate::{command::connection::Connection, output::Output};

/// The DAO, and the newest block, in whose state everything is read.
#[derive(Clone)]
pub(super) struct Chamber {
    /// The DAO.
    pub(super) dao: Governance,
    /// The deployment's contracts by name.
    pub(super) contracts: Contracts,
    /// The newest block.
    pub(super) clock: Clock,
    /// The deployment.
    pub(super) deployment: Deployment,
    /// Who reads what is said: people, or programs.
    pub(super) output: Output,
}

impl Chamber {
    /// Connects to the DAO of the deployment file; whichever ledger is in office.
    pub(super) async fn enter(connection: &Connection) -> anyhow::Result<Self> {
        let (client, deployment) = connection.client_and_file().await?;
        Self::of(connection, client, deployment).await
    }

    /// The same with an account that signs.
    pub(super) async fn enter_signing(connection: &Connection) -> anyhow::Result<(Self, Signer)> {
        let (client, deployment, signer) = connection.client_signing().await?;
        Ok((Self::of(connection, client, deployment).await?, signer))
    }

    async fn of(connection: &Connection, client: Client, deployment: Deployment) -> anyhow::Result<Self> {
        let clock = clock(&client).await?;
        let contracts = Contracts::of(&deployment);
        let dao = Governance::new(client, deployment.governance);
        Ok(Self { dao, contracts, clock, deployment, output: connection.output() })
    }

    /// The same in the newest state, such as after a transaction.
    pub(super) async fn again(mut self) -> anyhow::Result<Self> {
        self.clock = clock(self.dao.client()).await?;
        Ok(self)
    }

    /// Calls a view function.
    pub(super) async fn read<C: SolCall>(&self, call: C) -> Result<C::Return, ClientError> {
        self.dao.read_at(call, self.clock.now.block.hash).await
    }

    /// A proposal.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if there is none of that id.
    pub(super) async fn record(&self, id: U256) -> anyhow::Result<Record> {
        match self.dao.record(id, self.clock.now.block.hash).await {
            Ok(record) => Ok(record),
            Err(error) if error.revert_as::<GovernorNonexistentProposal>().is_some() => {
                let words = format!(
                    "there is no proposal {}: `tributary dao list` shows those there are",
                    B256::from(id)
                );
                Err(Failure::not_found(words).into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The newest proposals, the newest first; `take` says how many are wanted.
    pub(super) async fn newest(&self, take: usize) -> anyhow::Result<Vec<Record>> {
        let mut records = Vec::new();
        let mut next = self.dao.latest(self.clock.now.block.hash).await?;
        while let Some(id) = next.filter(|_| records.len() < take) {
            let record = self.record(id).await?;
            next = Some(record.kept.previous).filter(|previous| !previous.is_zero());
            records.push(record);
        }
        Ok(records)
    }

    /// The nonce that a voter signs under.
    pub(super) async fn nonce(&self, voter: Address) -> Result<u64, ClientError> {
        let nonce = self.read(noncesCall { owner: voter }).await?;
        // The DAO counts it in 64 bits.
        Ok(u64::try_from(nonce).unwrap_or(u64::MAX))
    }

    /// How many proposals were ever made.
    pub(super) async fn count(&self) -> Result<u64, ClientError> {
        let count = self.read(proposalCountCall {}).await?;
        // The DAO counts them in 32 bits.
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// A version of a model; `None` if there is none of that number.
    pub(super) async fn version(
        &self,
        model: u64,
        version: u32,
    ) -> Result<Option<IModelRegistry::Version>, ClientError> {
        let (client, registry) = (self.dao.client(), self.deployment.model_registry);
        let at = Some(self.clock.now.block.hash);
        match client.read(registry, IModelRegistry::versionCall { model, version }, at).await {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.reverted().is_some() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends a call; a refusal is explained. `about` is the proposal that the call is about.
    pub(super) async fn send<C: SolCall>(
        &self,
        signer: &Signer,
        call: C,
        about: Option<&Record>,
    ) -> anyhow::Result<Receipt> {
        match self.dao.write(signer, call).await {
            Ok(receipt) => Ok(receipt),
            Err(error) => Err(self.explained(signer.address(), about, error).await),
        }
    }

    /// What an account holds.
    pub(super) async fn holding(&self, account: Address) -> Result<Holding, ClientError> {
        Holding::read(&self.dao, account, self.clock.now.block.hash).await
    }

    /// What is known of a caller who is, or would be, refused.
    pub(super) async fn scene(&self, caller: Address, about: Option<&Record>) -> Result<Scene, ClientError> {
        Ok(Scene {
            caller,
            dao: self.dao.address(),
            clock: self.clock,
            proposal: about.cloned(),
            guardian: self.read(proposalGuardianCall {}).await?,
            holding: self.holding(caller).await?,
        })
    }

    /// An error in words, if it is the refusal of a contract. The dry run may have seen a newer block than this
    /// chamber: what is said is what holds now.
    pub(super) async fn explained(
        &self,
        caller: Address,
        about: Option<&Record>,
        error: ClientError,
    ) -> anyhow::Error {
        match self.in_words(caller, about, &error).await {
            Some(words) => refusal(error, words),
            None => error.into(),
        }
    }

    async fn in_words(&self, caller: Address, about: Option<&Record>, error: &ClientError) -> Option<String> {
        let refused = error.reverted()?;
        let now = self.clone().again().await.ok()?;
        let about = match about {
            Some(record) => Some(now.record(record.id).await.ok()?),
            None => None,
        };
        explain(refused, &now.scene(caller, about.as_ref()).await.ok()?)
    }

    /// Why a motion fails when it is executed: the first action that is known to fail by itself, else what was said
    /// when all were done. `None` if the proposal and not an action is what is refused.
    pub(super) async fn failing_action(&self, motion: &Motion, error: &ClientError) -> Option<String> {
        let of_proposal = error.revert_as::<GovernorUnexpectedProposalState>().is_some()
            || error.revert_as::<TimelockUnexpectedOperationState>().is_some()
            || error.revert_as::<GovernorNonexistentProposal>().is_some();
        // Whoever executes pays the deposit; that it cannot is no action's fault.
        let of_action = match error {
            ClientError::Dispatch(failure) => !failure.is_deposit_unpaid(),
            error => error.reverted().is_some(),
        };
        if of_proposal || !of_action {
            return None;
        }
        for (number, action) in (1u32..).zip(&motion.actions) {
            if let Some(reason) = self.rehearse(action).await {
                let words = call_text::words(action, &self.contracts);
                return Some(format!("action {number}, {words}, fails: {reason}"));
            }
        }
        let reason = self.of_action(error).await;
        Some(format!(
            "executed in their order the actions fail: {reason} (tried alone, as far as each can be, none did)"
        ))
    }

    /// Why an action would fail if the DAO did it now; `None` if it would succeed.
    pub(super) async fn rehearse(&self, action: &Action) -> Option<String> {
        let error = self.dao.rehearse(action).await.err()?;
        Some(self.of_action(&error).await)
    }

    /// Why the DAO cannot do something.
    async fn of_action(&self, error: &ClientError) -> String {
        if let ClientError::Unaffordable { balance, needed, .. } = error {
            let (balance, needed) = (coins(*balance), votes(*needed));
            return format!("the treasury can spend {balance} coin, of {needed} that it takes");
        }
        let words = self.in_words(self.dao.address(), None, error).await;
        words.unwrap_or_else(|| of_target(error))
    }
}

async fn clock(client: &Client) -> Result<Clock, ClientError> {
    let now = client.moment().await?;
    Ok(Clock { now, pace: client.pace(&now).await? })
}

/// What the target of an action said, without whom it said it to.
fn of_target(error: &ClientError) -> String {
    error.reverted().map_or_else(|| error.to_string(), ToString::to_string)
}

/// An error that ends the program as `error` does, with other words.
fn refusal(error: ClientError, words: String) -> anyhow::Error {
    let exit = Exit::of(&error.into());
    Failure::new(exit, words).into()
}
