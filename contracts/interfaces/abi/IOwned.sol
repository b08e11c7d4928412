// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Every contract's privileged role; constructors take the owner.
interface IOwned {
    error NotOwner(address caller, address owner);
    error ZeroAddress();

    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    function owner() external view returns (address);
    function transferOwnership(address newOwner) external;
}

/// A guardian's pause expires by itself and has a cooldown; it stops new money and settlements only, and
/// those never for so long that payers could escape what is not settled.
interface IPausable {
    error NotGuardian(address caller, address guardian);
    error Paused(uint32 untilBlock);
    error PauseCoolingDown(uint32 untilBlock);
    error NotPaused(uint32 untilBlock);

    event PausedUntil(address indexed guardian, uint32 untilBlock);
    event Unpaused(address indexed by);
    event GuardianChanged(address indexed previousGuardian, address indexed newGuardian);

    function guardian() external view returns (address);
    function pausedUntil() external view returns (uint32);
    function pause() external;
    function unpause() external;
    function setGuardian(address newGuardian) external;
}
