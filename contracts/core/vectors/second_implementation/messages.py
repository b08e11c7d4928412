"""What is signed, and the types of an epoch's data (sections 3, 6, 9 and 10)."""

from hashes import keccak256, sha256
from scale import (
    Choice, List, Map, Option, Struct, Tuple, address, boolean, hash32, oracle_signature, signature, u8, u16, u32, u64,
    u128,
)

Voucher = Struct(
    payer=address, node=u64, nonce=u64, model=u64, model_version=u32, max_fee=u128, request_hash=hash32,
    expires_at_block=u32, audit_consent=boolean,
)
Report = Struct(
    node=u64, sequence=u64, voucher=Voucher, voucher_signature=signature, response_hash=hash32, prompt_tokens=u32,
    completion_tokens=u32, fee=u128, anchor_block=u32, method=u16, corpus_root=hash32, shares=List(Tuple(u64, u32)),
)
SignedReport = Struct(report=Report, signature=signature)
Node = Tuple(hash32, u128)
Commitment = Struct(
    epoch=u64, prev=hash32, cut_block=u32, corpus_root=hash32, reports=Node, report_count=u64, credits=Node,
    debits=Node, payout=Node, spend=Node, cursors=Node, data_hash=hash32, votes=Node,
)


def history(value):
    return List(Tuple(u32, value))


Params = Struct(max_report_age=u32, max_voucher_life=u32, dead_after=u32, retirement_grace=u32)
Dataset = Struct(content_root=hash32, active=history(boolean), parents=List(Tuple(u64, u32)))
NodeRecord = Struct(keys=history(hash32), active=history(boolean), prices=Map(u64, history(u128)))
Policy = Struct(datasets=u32, node=u32, developer=u32, oracles=u32, treasury=u32)
LIVE, RETIRED = 5, 6
Version = Struct(
    status=history(Choice(*range(1, 7))), policy=Policy, price_floor=u128, method=u16,
    base=Option(Tuple(u64, u32, u32)),
)
Standing = Struct(generation=u32, open=boolean)
Reserve = Struct(generation=u32, total=u128)
Payer = Struct(
    generation=u32, standing=history(Standing), keys=history(hash32), reserves=Map(u64, history(Reserve)),
)
Earning = Struct(rate=u64, cap=u128)
Registry = Struct(
    params=Params, datasets=Map(u64, Dataset), nodes=Map(u64, NodeRecord), versions=Map(Tuple(u64, u32), Version),
    payers=Map(address, Payer), oracles=List(address), earning=Earning,
)
Inputs = Struct(prev=hash32, cut_block=u32, registry=Registry, reports=List(SignedReport))

GENESIS = Commitment(
    epoch=0, prev=bytes(32), cut_block=0, corpus_root=bytes(32), reports=(bytes(32), 0), report_count=0,
    credits=(bytes(32), 0), debits=(bytes(32), 0), payout=(bytes(32), 0), spend=(bytes(32), 0),
    cursors=(bytes(32), 0), data_hash=bytes(32), votes=(bytes(32), 0),
)

Range = Struct(**{"node": u64, "from": u64, "until": u64})
Proposal = Struct(stage=u32, config_digest=hash32, ranges=List(Range), commitment=Commitment)
SignedProposal = Struct(proposal=Proposal, signature=oracle_signature)
ReportsRequest = Struct(to=address, at=u32, range=Range)
SignedRequest = Struct(request=ReportsRequest, signature=oracle_signature)
Endorsement = Struct(index=u8, signature=oracle_signature)
Quorum = Struct(commitment=Commitment, config_digest=hash32, endorsements=List(Endorsement))


class Domain:
    def __init__(self, genesis_hash, splitter):
        self.bound = genesis_hash + splitter

    def preimage(self, kind, payload):
        return b"tributary/" + kind + b"/v1" + self.bound + payload

    def digest(self, kind, payload):
        return sha256(self.preimage(kind, payload))

    def voucher(self, voucher):
        return self.digest(b"voucher", Voucher.encode(voucher))

    def report(self, report):
        return self.digest(b"report", Report.encode(report))

    def commitment(self, commitment, config_digest):
        return self.digest(b"commitment", config_digest + Commitment.encode(commitment))

    def proposal(self, proposal):
        return self.digest(b"peer", Proposal.encode(proposal))

    def reports_request(self, request):
        return self.digest(b"peer-request", ReportsRequest.encode(request))


OracleRegistration = Struct(chain_id=u64, registry=address, operator=address)


def oracle_registration_preimage(terms):
    return b"tributary/oracle-registration/v1" + OracleRegistration.encode(terms)


def dataset_registration(creator, content_root, salt):
    return keccak256(b"tributary/registration/v1" + creator + content_root + salt)


NamedVersion = Struct(
    model=u64, version=u32, base=Option(Tuple(u64, u32, u32)), price_floor=u128, method=u16, policy=Policy,
    features=List(u32), artifact_hash=hash32, uri=List(u8),
)


def version_preimage(version):
    return b"tributary/version/v1" + NamedVersion.encode(version)


def config_digest(ledger, version, members):
    return keccak256(ledger + u32.encode(version) + List(address).encode(members))


def commitment_hash(commitment):
    return bytes(32) if commitment == GENESIS else keccak256(Commitment.encode(commitment))


def request_hash(salt, body):
    return sha256(b"tributary/request/v1" + salt + body)


def response_hash(salt, text):
    return sha256(b"tributary/response/v1" + salt + text)
