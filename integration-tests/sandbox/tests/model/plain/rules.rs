//! Rules that the model can be made to forget, to see that forgetting one is found out.

use std::cell::Cell;

/// A rule that keeps money where it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Claims stay within the final root's payouts.
    ClaimCap,
    /// A total that was claimed is not claimed again.
    ClaimOnce,
    /// Withdrawals leave what the final root promises.
    WithdrawalCap,
    /// A root that deposits do not back is not final.
    Solvency,
    /// What is owed is paid once.
    OwedOnce,
    /// A payee draws what it claimed once.
    DrawnOnce,
    /// What an exit proved as spent stays spent.
    SettledStays,
    /// A path leads to the root.
    PathToRoot,
    /// An exit waits for a cut that covers it.
    ExitCovered,
    /// Recipients change after a later cut only.
    ChangeSettled,
    /// Only a reassignment ends recipients without others.
    RecipientsStand,
    /// Rounding goes to the first recipient.
    Rounding,
    /// An exit ends reserves.
    ReservesEnd,
    /// Nobody reserves more than is free.
    FreeBalance,
    /// 2f + 1 have to sign.
    Quorum,
    /// Of two signatures only one counts.
    LowS,
    /// An epoch stays pending for its window.
    Window,
    /// What was voided does not come back.
    Voided,
    /// Payouts grow as spends do.
    Balanced,
    /// A stake stays bound.
    Bonded,
    /// An approval ends with a transfer.
    ApprovalEnds,
    /// A report spends what is reserved.
    Reserved,
    /// A voucher counts once.
    Nonce,
    /// Nobody takes a committee key's seat.
    Consent,
    /// Who was paid in part is leaving still.
    RestStays,
    /// A contract that owns a dataset calls itself.
    OwnerCalls,
    /// A cut lies after the one before and is past.
    CutPast,
    /// What is scheduled takes office in its term only.
    Lapsed,
}

/// All of them.
pub const RULES: [Rule; 28] = [
    Rule::ClaimCap,
    Rule::ClaimOnce,
    Rule::WithdrawalCap,
    Rule::Solvency,
    Rule::OwedOnce,
    Rule::DrawnOnce,
    Rule::SettledStays,
    Rule::PathToRoot,
    Rule::ExitCovered,
    Rule::ChangeSettled,
    Rule::RecipientsStand,
    Rule::Rounding,
    Rule::ReservesEnd,
    Rule::FreeBalance,
    Rule::Quorum,
    Rule::LowS,
    Rule::Window,
    Rule::Voided,
    Rule::Balanced,
    Rule::Bonded,
    Rule::ApprovalEnds,
    Rule::Reserved,
    Rule::Nonce,
    Rule::Consent,
    Rule::RestStays,
    Rule::OwnerCalls,
    Rule::CutPast,
    Rule::Lapsed,
];

thread_local! {
    static FORGOTTEN: Cell<Option<Rule>> = const { Cell::new(None) };
}

/// Makes this thread's models forget a rule, or none.
pub fn forget(rule: Option<Rule>) {
    FORGOTTEN.set(rule);
}

/// Whether models forgot `rule`.
pub fn forgot(rule: Rule) -> bool {
    FORGOTTEN.get() == Some(rule)
}
