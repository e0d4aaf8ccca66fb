"""Facts merge field by field, whatever the order; nothing that was told is lost unasked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.ids import ItemId, StatementName
from kiosk.domain.items import Version
from kiosk.domain.merging import FactsState, FactsVersion, PaperHead, merge_facts, one_paper

FIELDS = ("names", "birth", "language")
values = st.integers(0, 3).map(lambda number: b"value %d" % number)


def fact(number: int, prev: list[FactsVersion], at: int, facts, *, deleted=False) -> FactsVersion:
    return FactsVersion(
        Version(
            StatementName(bytes([number]) * 32),
            ItemId(bytes(16)),
            1 + max((each.version.ver for each in prev), default=0),
            at,
            frozenset(each.version.name for each in prev),
            deleted,
        ),
        facts,
    )


def one(value: bytes) -> frozenset[bytes]:
    return frozenset({value})


@st.composite
def histories(draw: st.DrawFn) -> list[FactsVersion]:
    """Versions of one item: each is made from what its author knew, some left open, some gone."""
    made: list[FactsVersion] = []
    for number in range(draw(st.integers(1, 8))):
        prev = draw(st.lists(st.sampled_from(made), max_size=3, unique_by=id)) if made else []
        facts = {
            name: draw(
                st.frozensets(values, min_size=1, max_size=2)
                if prev and draw(st.integers(0, 4)) == 0
                else values.map(one)
            )
            for name in FIELDS
        }
        for name in FIELDS:  # mostly a field is left as it was
            if prev and draw(st.integers(0, 2)):
                facts[name] = prev[0].facts[name]
        made.append(fact(number, prev, draw(st.integers(0, 3)), facts))
    return made


def shown(state: FactsState | None) -> dict[str, list[bytes]]:
    assert state is not None
    return {name: [each.value for each in found] for name, found in state.fields.items()}


def after(known: list[FactsVersion], facts: dict[str, frozenset[bytes]]) -> FactsVersion:
    """A version made by somebody who knows them all."""
    state = merge_facts(known)
    assert state is not None
    names = {head.name for head in state.item.heads}
    return fact(200, [each for each in known if each.version.name in names], 9, facts)


def ancestry(known: list[FactsVersion], of: FactsVersion) -> set[bytes]:
    """Everything `of` was made from, found by hand."""
    by_name = {each.version.name: each for each in known}
    found: set[bytes] = set()
    walk = list(of.version.prev)
    while walk:
        name = walk.pop()
        if name not in found:
            found.add(name)
            walk.extend(by_name[name].version.prev)
    return found


@given(histories(), st.data())
def test_facts_are_the_same_in_any_order_and_however_often(history, data):
    messy = data.draw(st.permutations(history + history))
    assert merge_facts(messy) == merge_facts(history)


@given(histories(), st.data())
def test_two_posts_that_hear_of_each_other_in_any_steps_end_alike(history, data):
    """Knowing is a union: commutative, associative and idempotent, and the state follows."""
    cuts = [data.draw(st.sets(st.sampled_from(range(len(history))))) for _ in range(3)]
    one_way = [history[i] for cut in cuts for i in sorted(cut)]
    other_way = [history[i] for cut in reversed(cuts) for i in sorted(cut, reverse=True)]
    assert merge_facts([*one_way, *history]) == merge_facts([*history, *other_way])
    assert merge_facts(one_way) == merge_facts(other_way)


@given(histories())
def test_what_a_head_says_shows_unless_somebody_who_knew_of_it_said_otherwise(history):
    state = merge_facts(history)
    assert state is not None
    for each in history:
        for name, said in each.facts.items():
            alternatives = set(shown(state)[name])
            if said <= alternatives:
                continue
            # Told otherwise by a version made after this one, or after one that said the same.
            sayers = [v for v in history if v.facts[name] & said and v is not each] + [each]
            knew = [
                v
                for v in history
                if v.facts[name] != said
                and any(s.version.name in ancestry(history, v) for s in sayers)
            ]
            assert knew, (name, said)


@given(histories())
def test_nothing_shows_that_nobody_told(history):
    for name, alternatives in shown(merge_facts(history)).items():
        told = {value for each in history for value in each.facts[name]}
        assert set(alternatives) <= told
        assert len(alternatives) == len(set(alternatives)) > 0


@given(histories(), st.sampled_from(FIELDS), values)
def test_a_choice_made_knowing_all_settles_that_field_and_leaves_the_others_open(
    history, field, chosen
):
    before = shown(merge_facts(history))
    facts = {name: frozenset(found) for name, found in before.items()}
    settled = after(history, {**facts, field: one(chosen)})
    now = merge_facts([*history, settled])
    assert now is not None
    assert now.item.others == ()
    assert shown(now)[field] == [chosen]
    for name in set(FIELDS) - {field}:
        assert set(shown(now)[name]) == set(before[name])


@given(histories())
def test_a_version_that_only_joins_the_heads_changes_no_field(history):
    before = shown(merge_facts(history))
    joined = after(history, {name: frozenset(found) for name, found in before.items()})
    assert {n: set(v) for n, v in shown(merge_facts([*history, joined])).items()} == {
        n: set(v) for n, v in before.items()
    }


@given(values, values, values, values)
def test_different_fields_changed_apart_never_conflict(names, birth, new_names, new_birth):
    base = fact(1, [], 0, {"names": one(names), "birth": one(birth)})
    here = fact(2, [base], 5, {"names": one(new_names), "birth": one(birth)})
    there = fact(3, [base], 4, {"names": one(names), "birth": one(new_birth)})
    state = merge_facts([base, here, there])
    assert state is not None
    assert shown(state) == {"names": [new_names], "birth": [new_birth]}
    assert state.open_fields == frozenset()


def test_one_field_changed_apart_stands_twice_until_somebody_chooses():
    base = fact(1, [], 0, {"names": one(b"Diop")})
    here = fact(2, [base], 5, {"names": one(b"Diallo")})
    there = fact(3, [base], 4, {"names": one(b"Diop-Fall")})
    state = merge_facts([there, base, here])
    assert state is not None
    assert state.open_fields == {"names"}
    assert shown(state)["names"] == [b"Diallo", b"Diop-Fall"], "what the shown head says is first"
    assert state.fields["names"][1].versions == {there.version.name}
    chosen = after([base, here, there], {"names": one(b"Diop-Fall")})
    assert shown(merge_facts([base, here, there, chosen])) == {"names": [b"Diop-Fall"]}
    reopened = fact(201, [chosen], 10, {"names": frozenset({b"Diallo", b"Diop-Fall"})})
    again = merge_facts([base, here, there, chosen, reopened])
    assert again is not None
    assert again.open_fields == {"names"}


def test_the_same_said_twice_apart_is_no_conflict_and_a_merge_tells_nothing_new():
    base = fact(1, [], 0, {"names": one(b"Diop")})
    here = fact(2, [base], 5, {"names": one(b"Diallo")})
    there = fact(3, [base], 4, {"names": one(b"Diallo")})
    assert shown(merge_facts([base, here, there])) == {"names": [b"Diallo"]}
    joined = fact(4, [here, base], 6, {"names": one(b"Diallo")})
    later = fact(5, [here], 7, {"names": one(b"Fall")})
    assert shown(merge_facts([base, here, joined, later])) == {"names": [b"Fall"]}, (
        "who only joined heads said nothing of the name"
    )


def test_two_choices_made_apart_are_asked_about_again():
    base = fact(1, [], 0, {"names": one(b"Diop")})
    here = fact(2, [base], 5, {"names": one(b"Diallo")})
    there = fact(3, [base], 4, {"names": one(b"Fall")})
    one_way = fact(4, [here, there], 6, {"names": one(b"Diallo")})
    other_way = fact(5, [here, there], 6, {"names": one(b"Fall")})
    state = merge_facts([base, here, there, one_way, other_way])
    assert state is not None
    assert state.open_fields == {"names"}


def test_an_edition_beside_a_deletion_stays_with_all_it_says():
    base = fact(1, [], 0, {"names": one(b"Diop")})
    gone = fact(2, [base], 9, {}, deleted=True)
    edited = fact(3, [base], 4, {"names": one(b"Diallo")})
    state = merge_facts([base, gone, edited])
    assert state is not None
    assert not state.item.is_deleted
    assert shown(state) == {"names": [b"Diallo"]}


def test_a_version_whose_past_is_not_known_yet_counts_by_itself():
    base = fact(1, [], 0, {"names": one(b"Diop")})
    here = fact(2, [base], 5, {"names": one(b"Diallo")})
    assert shown(merge_facts([here])) == {"names": [b"Diallo"]}
    assert merge_facts([]) is None


heads = st.builds(
    PaperHead,
    st.integers(0, 9).map(lambda n: StatementName(bytes([n]) * 32)),
    st.booleans(),
    st.sampled_from([b"a paper", b"another"]),
)


@given(st.lists(heads, max_size=4), st.data())
def test_heads_of_one_paper_are_private_if_one_is_and_different_papers_stay(found, data):
    chosen = one_paper(found)
    if len({head.told for head in found}) != 1:
        assert chosen is None
        return
    assert chosen in found
    assert chosen.is_private == any(head.is_private for head in found)
    again = one_paper(data.draw(st.permutations(found)))
    assert again is not None
    assert (again.is_private, again.told) == (chosen.is_private, chosen.told)
