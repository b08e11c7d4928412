"""What oracles send each other (section 3.7), and that each signature is good for one message in one domain."""

import json

import messages
import secp256k1
from messages import Commitment, Domain, Proposal, Quorum, Range, ReportsRequest, SignedProposal, SignedRequest
from vectors import DOMAIN, LEDGER


def unhex(text):
    return bytes.fromhex(text.removeprefix("0x"))


def check_agreement(folder, compare):
    kept = json.loads((folder / "agreement.json").read_text())
    members = [unhex(member) for member in kept["members"]]
    config_digest = messages.config_digest(LEDGER, 3, members)
    compare.same("agreement's ledger", kept["ledger"], LEDGER)
    compare.same("agreement's config digest", kept["config_digest"], config_digest)
    epochs = json.loads((folder / "epochs.json").read_text())
    commitment = Commitment.read(unhex(epochs["epochs"][0]["commitment"]))
    ranges = [Range(**dict(zip(("node", "from", "until"), range))) for range in ((1, 1, 3), (2, 1, 2), (258, 3, 2**40))]

    proposal = Proposal(stage=7, config_digest=config_digest, ranges=ranges[:2], commitment=commitment)
    request = ReportsRequest(to=members[1], at=100, range=ranges[2])
    for name, kind, codec, whole, part, value, digest in (
        ("proposal", b"peer", Proposal, SignedProposal, "proposal", proposal, Domain.proposal),
        ("reports_request", b"peer-request", ReportsRequest, SignedRequest, "request", request, Domain.reports_request),
    ):
        of = kept[name]
        compare.same(f"{name} scale", of["scale"], codec.encode(value))
        compare.holds(f"{name} scale decodes", codec.read(unhex(of["scale"])) == value)
        compare.same(f"{name} preimage", of["preimage"], DOMAIN.preimage(kind, codec.encode(value)))
        compare.same(f"{name} digest", of["digest"], digest(DOMAIN, value))
        others = elsewhere(kept, name, lambda domain: digest(domain, value), compare)
        for index, signed in enumerate((of["signed"], of["signed_by_another"])):
            signed = whole.read(unhex(signed))
            compare.holds(f"{name} signed is the message", getattr(signed, part) == value)
            signer = secp256k1.recover(digest(DOMAIN, value), signed.signature)
            compare.same(f"{name} signer {index}", members[index], signer)
            for other in others:
                signer = secp256k1.recover(other, signed.signature)
                compare.holds(f"{name} elsewhere is not of member {index}", signer != members[index])
    check_quorum(kept, Quorum.read(unhex(kept["quorum"]["scale"])), commitment, config_digest, members, compare)


def check_quorum(kept, quorum, commitment, config_digest, members, compare):
    of, digest = kept["quorum"], DOMAIN.commitment(commitment, config_digest)
    compare.holds("quorum's commitment", quorum.commitment == commitment)
    compare.same("quorum's config digest", config_digest, quorum.config_digest)
    compare.same("quorum's digest", of["digest"], digest)
    compare.same("quorum's members", [0, 2, 3], [endorsement.index for endorsement in quorum.endorsements])
    compare.same("quorum's scale", of["scale"], Quorum.encode(quorum))
    joined = b"".join(bytes([each.index]) + each.signature for each in quorum.endorsements)
    compare.same("quorum's signatures", of["signatures"], joined)
    others = elsewhere(kept, "commitment", lambda domain: domain.commitment(commitment, config_digest), compare)
    others.append(DOMAIN.commitment(commitment, bytes(32)))
    for each in quorum.endorsements:
        signer = members[each.index]
        compare.same(f"endorsement {each.index}", signer, secp256k1.recover(digest, each.signature))
        for other in others:
            found = secp256k1.recover(other, each.signature)
            compare.holds(f"endorsement {each.index} is of nothing else", found != signer)


def elsewhere(kept, name, digest, compare):
    """What is signed in two other domains, as it is kept, and other than what is signed in the scene's."""
    domains = [Domain(unhex(of["genesis_hash"]), unhex(of["splitter"])) for of in kept["elsewhere"]]
    compare.same("other domains", 2, len({domain.bound for domain in domains} - {DOMAIN.bound}))
    digests = [digest(domain) for domain in domains]
    for of, found in zip(kept["elsewhere"], digests):
        compare.same(f"{name} elsewhere", of[name], found)
        compare.holds(f"{name} elsewhere differs", found != digest(DOMAIN))
    return digests
