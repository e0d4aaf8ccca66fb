"""We ourselves: papers sealed and filed, one pass of the agent, a second post's pass.

The others begin with files in clear and end with files in clear. So do we: the first push
includes sealing and filing every paper, the fresh pull opening every paper and part that
came. What the pass alone took is told beside.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.crypto.encoding import unb64
from kiosk.crypto.records import Label, open_sealed
from kiosk.crypto.statements import Statement
from kiosk.domain.ids import PartId
from kiosk.flows.papers import Keys, open_metadata
from kiosk.flows.shared_key import SharedKeys
from ui.bench.crowd import Someone, add_papers, add_people, change_papers, made_up, papers_of
from ui.bench.exchange_program import ExchangeProcess
from ui.bench.ground import OpenPost, open_post, settled
from ui.bench.peers.port import CHANGES, PART_BYTES, Amount, Peer, Phase
from ui.bench.sync import agent_of, check_equal, second_post

__all__ = ["OURS", "PASS_ALONE", "SEALED_BYTES"]

PEOPLE = 50
FILING, PASS_ALONE, OPENING = ", sealing and filing", ", the pass alone", ", opening"
SEALED_BYTES = "sealed bytes"


@dataclass(slots=True)
class _Ours:
    amount: Amount
    here: OpenPost
    there: OpenPost
    agent_here: ExchangeProcess
    agent_there: ExchangeProcess
    people: Sequence[Someone]
    server_pid: int
    contents: Sequence[bytes] = ()
    told: dict[str, float] = field(default_factory=dict)

    @property
    def roots(self) -> Sequence[int]:
        return (self.server_pid, self.agent_here.pid, self.agent_there.pid)

    def prepare(self, phase: Phase) -> None:
        if phase is Phase.PUSH:
            self.contents = list(made_up(self.amount.parts, PART_BYTES))
        elif phase is Phase.CHANGES:
            self.told[SEALED_BYTES] = float(sum(self._sealed_sizes()))

    def run(self, phase: Phase) -> None:
        began_s = time.perf_counter()
        match phase:
            case Phase.PUSH:
                add_papers(self.here, self.people, self.amount.records, self.contents)
            case Phase.CHANGES:
                change_papers(self.here, self.people, CHANGES)
            case _:
                pass
        self.told[f"{phase.value}{FILING}"] = time.perf_counter() - began_s
        agent = self.agent_there if phase is Phase.PULL else self.agent_here
        self.told[f"{phase.value}{PASS_ALONE}"] = agent.exchange()
        if phase is Phase.PULL:
            began_s = time.perf_counter()
            self._open_all()
            self.told[f"{phase.value}{OPENING}"] = time.perf_counter() - began_s

    def check(self) -> None:
        check_equal(self.here, self.there)

    def notes(self) -> Mapping[str, float]:
        return self.told

    def _sealed_sizes(self) -> Iterator[int]:
        for _, paper in papers_of(self.here, self.people):
            yield len(paper.wire)
            yield from (part.size for part in self.here.vault.parts_of(paper.name))

    def _open_all(self) -> None:
        for someone, paper in papers_of(self.there, self.people):
            self._open(someone, paper)

    def _open(self, someone: Someone, statement: Statement) -> None:
        keys = SharedKeys({someone.epoch: someone.key}, (someone.epoch,), is_overtaken=False)
        reader = Keys(private=None, shared=keys, boxes={}, is_person=False)
        for part in open_metadata(statement, reader).get("parts", ()):
            id = PartId(bytes.fromhex(part["id"]))
            sealed = self.there.vault.parts.read(id)
            plain = open_sealed(Label.DATA, unb64(part["key"]), sealed, owner=someone.id, part=id)
            if len(plain) != part["len"]:
                raise RuntimeError("a part is not what was filed")


@contextmanager
def _open(folder: Path, amount: Amount) -> Iterator[_Ours]:
    with settled(folder) as ground, ExitStack() as stack:
        there = second_post(ground)
        stack.callback(there.close)
        here = open_post(ground.post, ground.worker)
        stack.callback(here.close)
        agent_here = stack.enter_context(agent_of(here))
        agent_there = stack.enter_context(agent_of(there))
        people = add_people(here, PEOPLE, queue=True)
        agent_here.exchange()  # posts and people: not what is measured
        agent_there.exchange()
        server_pid = ground.network.server_pid
        yield _Ours(amount, here, there, agent_here, agent_there, people, server_pid)


OURS = Peer("ours", ("Xvfb",), True, _open)
