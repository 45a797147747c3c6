"""The rotas of the teams are read with the policy, and refused by file and line where they fail."""

from pathlib import Path

import pytest

from makegood.policy.checking import check
from makegood.policy.faults import PolicyError
from makegood.policy.loader import SHIPPED
from makegood.policy.rota import load_rotas
from makegood.rules.claim import Team
from tests.policy.tables import a_draft

ASKED = {
    Team.SERVICE_DESK, Team.LEGAL, Team.PR, Team.OPERATIONS, Team.FINANCE, Team.MANAGEMENT,
}  # fmt: skip


def test_every_team_that_is_called_in_a_crisis_has_a_rota_and_a_fallback() -> None:
    rotas = load_rotas(SHIPPED)

    assert {rota.team for rota in rotas} == ASKED
    assert all(rota.fallback and rota.layers for rota in rotas)


def test_the_desk_and_management_are_on_call_round_the_clock() -> None:
    always = {rota.team for rota in load_rotas(SHIPPED) if all(map(_whole_day, rota.cover))}

    assert always == {Team.SERVICE_DESK, Team.MANAGEMENT}


def _whole_day(shifts: tuple[tuple[object, object], ...]) -> bool:
    return any(start == end for start, end in shifts)


@pytest.mark.parametrize(
    ("old", "new", "table", "message"),
    [
        ("    fallback: desk.ha\n", "", "rotas[0].fallback", "is missing"),
        ("fallback: desk.ha", "fallback: desk.nobody",
         "rotas[0].fallback", "desk.nobody is not in the directory"),
        ("people: [desk.dung,", "people: [desk.dong,",
         "rotas[0].layers[0].people[0]", "desk.dong is not in the directory"),
        ("people: [desk.dung,", "people: [ops.lan,",
         "rotas[0].layers[0].people[0]", "ops.lan is not of service_desk"),
        ("people: [desk.dung, desk.giang]", "people: []",
         "rotas[0].layers[0]", "nobody takes turns in this layer"),
        ("timezone: Asia/Ho_Chi_Minh", "timezone: Asia/Hue",
         "rotas[0].timezone", "no time zone is called Asia/Hue"),
        ("team: pr", "team: legal", "rotas[2].team", "legal comes twice"),
        ("team: management", "team: sales",
         "rotas", "management has no rota, and answers for every team that has none"),
        ("- name: night", "- name: office", "rotas[0]", "two layers of a rota have one name"),
        ("          - [18:00-09:00]", "          - [18:00-09:00, 20:00-22:00]",
         "rotas[0].layers[2]", "two shifts of this layer overlap"),
    ],
)  # fmt: skip
def test_a_rota_that_would_leave_somebody_unpaged_is_refused(
    tmp_path: Path, old: str, new: str, table: str, message: str
) -> None:
    draft = a_draft(tmp_path)
    line = draft.change("oncall.yaml", old, new)

    fault = next(fault for fault in check(draft.folder) if fault.table == table)

    assert (fault.file, fault.message.startswith(message)) == ("oncall.yaml", True)
    assert 1 < fault.line <= line


def test_a_stretch_of_the_cover_without_anybody_is_named(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    monday = "week: &five_days\n          - "
    draft.change("oncall.yaml", f"{monday}[09:00-18:00]", f"{monday}[10:00-18:00]")

    [fault] = [each for each in check(draft.folder) if each.table == "rotas[4].cover"]

    left = "nobody but the fallback is on call from Monday 09:00 until Monday 10:00"
    assert (fault.file, fault.message) == ("oncall.yaml", left)


def test_a_rota_without_layers_is_refused(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    text = (draft.folder / "oncall.yaml").read_text()
    draft.change("oncall.yaml", text[text.rindex("    layers:\n") :], "    layers: []\n")

    [fault] = draft.faults()

    assert "rotas[5].layers: nobody takes turns" in fault


def test_a_rota_with_a_fault_is_not_loaded(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change("oncall.yaml", "fallback: pr.duy", "fallback: pr.nobody")

    with pytest.raises(PolicyError, match=r"oncall.yaml:\d+ rotas\[2\].fallback: pr.nobody"):
        load_rotas(draft.folder)


def test_rotas_of_people_who_cannot_be_read_are_not_loaded(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change("people.yaml", "name: desk.an", "nome: desk.an")

    with pytest.raises(PolicyError, match="unknown key; did you mean name"):
        load_rotas(draft.folder)


def test_a_policy_without_rotas_is_not_loaded(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    (draft.folder / "oncall.yaml").unlink()

    with pytest.raises(PolicyError, match=r"oncall.yaml:1: cannot be read"):
        load_rotas(draft.folder)
