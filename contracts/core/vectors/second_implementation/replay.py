"""Epochs recomputed from the objects that oracles serve as `/v1/data/<hash>`."""

from epoch import NoEpoch, State, transition
from hashes import sha256
from messages import Commitment, Domain, Inputs, commitment_hash
from vectors import Comparison


def replay(genesis_hash, splitter, folder):
    """Follows the objects in `folder` from the first epoch on, each by the hash of the commitment before it.

    An object names the whole commitment of its predecessor by hash, so every epoch but the last is checked by
    the next one; what the last one comes to is printed for comparison with the chain.
    """
    compare = Comparison()
    domain = Domain(bytes.fromhex(genesis_hash.removeprefix("0x")), bytes.fromhex(splitter.removeprefix("0x")))
    following = {}
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        compare.same(f"{path.name} is named by its hash", path.name, sha256(data).hex())
        inputs = Inputs.read(data)
        compare.holds(f"{path.name} encodes again as it was", Inputs.encode(inputs) == data)
        following.setdefault(inputs.prev, []).append(inputs)
    state, followed = State(), 0
    while candidates := following.get(commitment_hash(state.head)):
        try:
            made = [transition(state, inputs, domain) for inputs in candidates]
        except NoEpoch as error:
            compare.same(f"epoch {state.head.epoch + 1}", "an epoch", str(error))
            break
        # Of several objects for one epoch the next one says which was taken.
        state, commitment, outcomes = next((one for one in made if commitment_hash(one[1]) in following), made[0])
        followed += len(candidates)
        fees, worthless = sum(outcome[3] for outcome in outcomes), [outcome for outcome in outcomes if outcome[4]]
        compare.same(f"epoch {commitment.epoch} spends", fees, commitment.debits[1])
        compare.same(f"epoch {commitment.epoch} credits", fees, commitment.credits[1])
        compare.same(f"epoch {commitment.epoch} payouts", commitment.spend[1], commitment.payout[1])
        print(f"epoch {commitment.epoch}: {len(outcomes)} reports, {len(worthless)} worthless, {fees} wei")
        print(f"  hash 0x{commitment_hash(commitment).hex()}")
        print(f"  commitment 0x{Commitment.encode(commitment).hex()}")
    compare.same("objects followed", sum(map(len, following.values())), followed)
    return compare
