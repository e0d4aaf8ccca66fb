"""What was read on a paper, put where the worker looks: never over what they touched."""

from __future__ import annotations

from dataclasses import replace

from kiosk.capture.reading.understanding import Understood
from ui.screens.desk_common.births import day_to_text
from ui.screens.desk_scan.model import Fact, ScanModel

__all__ = ["with_proposal"]


def with_proposal(model: ScanModel, understood: Understood, touched: frozenset[Fact]) -> ScanModel:
    """Return the model with what was read proposed, each fact unless it was touched.

    A title goes with the kind it was made for: to a kind the worker chose it says nothing.
    """
    proposal = understood.proposal
    kind, title, expiry, read = model.kind, model.title, model.expiry, model.read
    if proposal.kind is not None and _is_open(model, Fact.KIND, touched, is_empty=kind is None):
        kind, read = proposal.kind, read | {Fact.KIND}
    is_untitled = not title.strip()
    if (
        proposal.title
        and kind is proposal.kind
        and _is_open(model, Fact.TITLE, touched, is_empty=is_untitled)
    ):
        title, read = proposal.title, read | {Fact.TITLE}
    is_endless = not expiry.strip()
    if proposal.expires_on and _is_open(model, Fact.EXPIRY, touched, is_empty=is_endless):
        expiry, read = day_to_text(proposal.expires_on), read | {Fact.EXPIRY}
    return replace(
        model,
        kind=kind,
        title=title,
        expiry=expiry,
        read=read,
        code=understood.signed,
        codes=understood.codes,
        sensitive=proposal.sensitive,
        is_agreed=model.is_agreed and proposal.sensitive is model.sensitive,
    )


def _is_open(model: ScanModel, fact: Fact, touched: frozenset[Fact], *, is_empty: bool) -> bool:
    return fact not in touched and (is_empty or fact in model.read)
