//! Ledgers that are to take another's place.

use tributary_client::{
    abi::{
        constructors::AttributionLedgerArguments, IAttributionLedger, IOwned, IPausable, IRoyaltySplitter,
    },
    Address, Client, ClientError, Code, Deployment, Instantiation, Making, Signer, SolCall, B256,
};
use tributary_core::Wei;

use crate::{
    deploy::{check_committee, check_windows, Artifacts},
    exit::Failure,
};

/// What a ledger is made with, beside what follows from the splitter that it is to settle on.
#[derive(Clone, Debug)]
pub struct Successor {
    /// Who may pause it; the guardian of the ledger in office if none is named.
    pub guardian: Option<Address>,
    /// The committee's signing addresses, 3f + 1.
    pub committee: Vec<Address>,
    /// Its windows and limits.
    pub windows: IAttributionLedger::Params,
}

/// Puts a ledger on the chain that can follow the one in office; the splitter's owner owns it. It does nothing
/// before it is scheduled and takes office. Returns its address and how it was made, for the deployment file, from
/// which its first owner is proven.
///
/// # Errors
/// If the windows do not fit each other and the splitter's exits, or the chain refuses.
pub async fn deploy(
    client: &Client,
    deployment: &Deployment,
    signer: &Signer,
    artifacts: &Artifacts,
    successor: &Successor,
) -> anyhow::Result<(Address, Making)> {
    let splitter = deployment.royalty_splitter;
    let owner = client.read(splitter, IOwned::ownerCall {}, None).await?;
    let delays = client.read(splitter, IRoyaltySplitter::paramsCall {}, None).await?;
    check_committee(&successor.committee)?;
    check_windows(&successor.windows, &delays)?;
    let guardian = match successor.guardian {
        Some(guardian) => guardian,
        None => {
            let in_office = deployment.ledger_in_office(client).await?;
            client.read(in_office, IPausable::guardianCall {}, None).await?
        }
    };
    let arguments = AttributionLedgerArguments {
        owner,
        guardian,
        splitter,
        genesis_hash: deployment.genesis_hash,
        committee: successor.committee.clone(),
        params: successor.windows.clone(),
    };
    let (deployer, salt) = (signer.address(), B256::from(rand::random::<[u8; 32]>()));
    let made = Making { deployer, salt, arguments: arguments.encode().into() };
    let instantiation = Instantiation {
        code: Code::Upload(artifacts.code("attribution-ledger")?),
        arguments: made.arguments.to_vec(),
        value: Wei::ZERO,
        salt: Some(salt.0),
    };
    let (ledger, _) = client.instantiate(signer, instantiation).await?;
    check_fits(client, deployment, ledger).await?;
    Ok((ledger, made))
}

/// Checks that there is a ledger at `ledger` that settles on the deployment's splitter, on this chain, is owned as
/// that is, and has settled nothing: once scheduled, another one would be in nobody's interest and could only be
/// replaced after the same delay, whose owner is somebody else has its committees named by them, and oracles
/// follow no ledger that comes back with a past of its own.
///
/// # Errors
/// [`crate::exit::Exit::NotVerified`], naming what is different.
pub async fn check_fits(client: &Client, deployment: &Deployment, ledger: Address) -> anyhow::Result<()> {
    let splitter = read(client, ledger, IAttributionLedger::splitterCall {}).await?;
    if splitter != deployment.royalty_splitter {
        let own = deployment.royalty_splitter;
        return Err(unfit(ledger, format!("it settles on the splitter {splitter}, not on {own}")));
    }
    let genesis = read(client, ledger, IAttributionLedger::genesisHashCall {}).await?;
    if genesis != deployment.genesis_hash {
        let own = deployment.genesis_hash;
        return Err(unfit(
            ledger,
            format!("its signatures are for the chain of genesis {genesis}, not {own}"),
        ));
    }
    let owner = read(client, ledger, IOwned::ownerCall {}).await?;
    let own = client.read(splitter, IOwned::ownerCall {}, None).await?;
    if owner != own {
        return Err(unfit(ledger, format!("its owner is {owner}, not the splitter's, {own}")));
    }
    let head = read(client, ledger, IAttributionLedger::headEpochCall {}).await?;
    if head != 0 {
        return Err(unfit(ledger, format!("it has taken epochs up to {head}")));
    }
    Ok(())
}

/// Reads what every ledger says.
async fn read<C: SolCall>(client: &Client, ledger: Address, call: C) -> anyhow::Result<C::Return> {
    client.read(ledger, call, None).await.map_err(|error| match error {
        ClientError::NoContract { .. } => unfit(ledger, "there is no contract".into()),
        ClientError::Reverted { .. } | ClientError::Dispatch(_) | ClientError::Output { .. } => {
            unfit(ledger, format!("this is no ledger: {error}"))
        }
        other => other.into(),
    })
}

fn unfit(ledger: Address, words: String) -> anyhow::Error {
    Failure::not_verified(format!("{ledger}: {words}")).into()
}
