"""Who may do what, of everybody at every address: the table is that of `test_cast`."""

from __future__ import annotations

from django.db import transaction

from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from tests.house.cast import ADDRESSES, CAST, World, is_let_in, path_to
from tests.house.test_cast import TABLE


def test_who_may_do_what(world: World) -> None:
    """Each tries once, from the same state; who is kept out has changed nothing."""
    clients = {who: world.client(who) for who in CAST}
    data = {"to": str(world.case.lead_id), "ref": world.case.ref}
    done: dict[str, set[str]] = {name: set() for name in ADDRESSES}
    for name in ADDRESSES:
        path = path_to(name, world.case)
        for who in CAST:
            point = transaction.savepoint()
            if is_let_in(clients[who].post(path, data | {"key": str(new_id())})):
                done[name].add(who)
            else:
                assert Case.objects.get(pk=world.case.pk).seq == world.case.seq
            transaction.savepoint_rollback(point)

    assert done == {name: TABLE[name].does for name in ADDRESSES}
