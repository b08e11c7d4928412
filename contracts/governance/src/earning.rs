//! Votes earned by work: how many, as the splitter's final epochs say, and to whom they are minted.

use ink::sol::FixedBytes;
use tributary_core::{
    governance::{
        earning::{self, EarningError},
        Amount, Earned, Earning,
    },
    Account, Address, BlockNumber,
};
use tributary_interfaces::{
    ending,
    erc721::erc721_owner_of,
    is_contract,
    registries::node_payout_of,
    splitter::{splitter_final_votes, splitter_registries},
    CallError, HostHash, ToWord,
};

use crate::{
    abi::to_abi,
    call::{caller, this},
    cells::{self, Suite, Work},
    errors::Error,
    events,
    state::State,
    token,
};

/// Opens the books in block `now`, where there is a `supply` of votes.
pub fn open(earning: Earning, supply: u128, now: BlockNumber) -> Result<(), Error> {
    earning.check(supply)?;
    cells::store_work(&Work { suite: Suite::default(), books: Earned::new(earning, now) });
    events::earning_set(&Earning::NONE, &earning);
    Ok(())
}

/// Sets how votes are earned, after reading the splitter's final epoch: were those before it read later, they would
/// count with the new cap. A splitter that refuses, or says what none does, keeps nobody from setting; one for which
/// the weight does not last does, as who executes chooses that.
pub fn set(earning: Earning, supply: u128, now: BlockNumber) -> Result<(), Error> {
    let mut work = cells::work();
    if matches!(read(&mut work, now), Err(Unread::Exhausted)) {
        return Err(unreadable(&work.suite.splitter));
    }
    let old = work.books.earning;
    work.books = work.books.set(earning, supply, now)?;
    cells::store_work(&work);
    events::earning_set(&old, &earning);
    Ok(())
}

/// Names the splitter whose epochs count, and with it the registries that it asks: it never asks others.
pub fn wire(caller: &Address, splitter: &Address) -> Result<(), Error> {
    let mut work = cells::work();
    if work.suite != Suite::default() {
        return Err(Error::SplitterWired { splitter: to_abi(&work.suite.splitter) });
    }
    let deployer = cells::origin().deployer;
    if *caller != deployer {
        return Err(Error::NotDeployer { caller: to_abi(caller), deployer: to_abi(&deployer) });
    }
    let (dataset_nft, node_registry) = splitter_registries(*splitter).map_err(|_| unreadable(splitter))?;
    work.suite = Suite { splitter: *splitter, dataset_nft, node_registry };
    cells::store_work(&work);
    events::wired(splitter);
    Ok(())
}

/// Reads the splitter's final epoch. Nothing changes if it was read before.
pub fn sync(now: BlockNumber) -> Result<(), Error> {
    let mut work = cells::work();
    let new = match read(&mut work, now) {
        Ok(new) => new,
        Err(Unread::Unwired) => return Err(Error::NotWired {}),
        Err(Unread::Exhausted | Unread::Unreadable) => return Err(unreadable(&work.suite.splitter)),
        Err(Unread::Refused(error)) => return Err(error.into()),
    };
    if new {
        cells::store_work(&work);
    }
    Ok(())
}

/// Why the splitter's final epoch was not read.
enum Unread {
    Unwired,
    Exhausted,
    Unreadable,
    Refused(EarningError),
}

/// Reads the splitter's final epoch into the books; whether anything in them is new.
#[inline(never)]
fn read(work: &mut Work, now: BlockNumber) -> Result<bool, Unread> {
    if work.suite == Suite::default() {
        return Err(Unread::Unwired);
    }
    let read = splitter_final_votes(work.suite.splitter).map_err(|error| match error {
        CallError::OutOfResources => Unread::Exhausted,
        _ => Unread::Unreadable,
    })?;
    let books = work.books.synced(&read, now).map_err(Unread::Refused)?;
    let new = books != work.books;
    if new {
        work.books = books;
        events::votes_synced(&books);
    }
    Ok(new)
}

fn unreadable(splitter: &Address) -> Error {
    Error::SplitterUnreadable { splitter: to_abi(splitter) }
}

/// Mints what an account earned and did not claim, as far as it is allowed; returns how many votes. Nothing changes if
/// everything was claimed.
pub fn claim(
    state: &mut State,
    (kind, id): (u8, u64),
    cumulative: u128,
    proof: &[u8],
    now: BlockNumber,
) -> Result<u128, Error> {
    let account = earning::earner(kind, id)?;
    let mut work = cells::work();
    let claim = work.books.claim::<HostHash>(&account, cells::claimed(&account), cumulative, proof)?;
    if claim.amount == 0 {
        return Ok(0);
    }
    let to = beneficiary(&work.suite, &account).ok_or(Error::EarnerUnknown { kind, id })?;
    check_caller(&account, &to)?;
    work.books = claim.earned;
    cells::store_work(&work);
    cells::store_claimed(&account, claim.claimed);
    token::mint(state, &to, Amount::from(claim.amount), now)?;
    state.store();
    events::votes_claimed(kind, id, &to, claim.amount);
    Ok(claim.amount)
}

/// Whose an account's votes are: who owns the dataset now, or where the node wants its money.
fn beneficiary(suite: &Suite, account: &Account) -> Option<Address> {
    let found = match account {
        Account::Dataset(id) => erc721_owner_of(suite.dataset_nft, *id).ok(),
        Account::Node(id) => node_payout_of(suite.node_registry, *id).ok(),
        // Nobody else earns votes.
        _ => None,
    };
    found.filter(|to| *to != Address::default())
}

/// A contract that holds a dataset's token has to claim for itself: what an escrow, a lender or a bridge cannot pass on
/// would be lost to whom the dataset goes next. The DAO cannot call itself, and keeps what it gets.
fn check_caller(account: &Account, to: &Address) -> Result<(), Error> {
    let caller = caller();
    let held = matches!(account, Account::Dataset(_)) && *to != this() && is_contract(to);
    if held && caller != *to {
        let account = FixedBytes(account.to_word());
        return Err(Error::OwnerMustCall { account, owner: to_abi(to), caller: to_abi(&caller) });
    }
    Ok(())
}

/// The votes that an account claimed in all.
pub fn claimed(kind: u8, id: u64) -> Result<u128, Error> {
    Ok(cells::claimed(&earning::earner(kind, id)?))
}

/// Ends the message with how votes are earned.
pub fn answer_earning() -> ! {
    let Earning { rate, cap } = cells::work().books.earning;
    ending::answer_words(&[rate.to_word(), cap.to_word()])
}

/// Ends the message with the books.
pub fn answer_earned() -> ! {
    let Work { suite, books } = cells::work();
    ending::answer_words(&[
        suite.splitter.to_word(),
        books.epoch.to_word(),
        books.cut_block.to_word(),
        books.votes.hash,
        books.votes.sum.to_word(),
        books.ceiling.to_word(),
        books.allowed.to_word(),
        books.minted.to_word(),
    ])
}
