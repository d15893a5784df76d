"""Firms outside in the world of strangers (世界里的机构): papers, contract, batch, work and certificate of each."""

from datetime import timedelta

from django.utils import timezone

from .world import CASES, ON, World


def firms(world: World) -> None:
    """Two agencies on the register, each with one marked thing of every kind."""
    from huilong.rooms.agencies.models import (
        Contract,
        Deletion,
        Exchange,
        Firm,
        FirmStep,
        Paper,
        Placement,
        Result,
        WorkFile,
        WorkRefused,
    )
    from huilong.rooms.cases.models import Case

    now, user = timezone.now(), world.keys["user"]["manager"]
    for kind in ("firm_paper", "placed", "work", "deletion"):
        world.keys[kind] = {}
    for place, name in enumerate(("agency_a", "agency_b"), 1):
        organisation = world.keys["organisation"][name]
        firm = Firm.objects.create(organisation_id=organisation, credit_code=f"91CODE{place}0000", kept_by=user,
                                   contact=f"contact-of-{name}.", kept_at=now)  # fmt: skip
        FirmStep.objects.create(firm=firm, state="applicant", why="applied", on=ON, at=now, by=user)
        paper = Paper.objects.create(firm=firm, kind="licence", number=f"licence-number-of-{name}.", from_on=ON,
                                     to_on=ON + timedelta(days=3650), noted_by=user, noted_at=now)  # fmt: skip
        contract = Contract.objects.create(
            organisation_id=organisation, number=f"placing-of-{name}.", from_on=ON, to_on=ON + timedelta(days=3650),
            fee={"form": "rate", "rate_ppm": 1}, fields=["number"], signed_at=now, kept_by=user,
        )  # fmt: skip
        placed = Placement.objects.create(
            case=Case.objects.get(number=CASES[name][0]), organisation_id=organisation, contract=contract,
            batch=f"batch-of-{name}.", tier=1, entry_on=ON, exit_on=ON + timedelta(days=3650), entry_past_due_days=7,
            entry_delinquent_fen=1, placed_at=now, placed_by=user, begun_at=now,
        )  # fmt: skip
        told = {"organisation_id": organisation, "by": user, "at": now}
        Result.objects.create(placement=placed, key=f"result-of-{name}.", activity=1, outcome="busy", via="api", **told)
        work = WorkFile.objects.create(name=f"work-of-{name}.csv", sha256=f"{place}" * 64, rows=1, taken=0, **told)
        WorkRefused.objects.create(file=work, line=2, code="x", zh=f"refused-of-{name}.", en=f"refused-of-{name}.")
        Exchange.objects.create(contract=contract, batch=f"batch-of-{name}.", fields=["number"], rows=1, form="csv",
                                sha256=f"exchange-of-{name}.", verdict=1, **told)  # fmt: skip
        deletion = Deletion.objects.create(batch=f"old-batch-of-{name}.", cases=1, due_on=ON, sha256="0" * 64,
                                           means="m", body=f"deletion-of-{name}.".encode(), **told)  # fmt: skip
        world.keys["firm_paper"][name] = paper.pk
        world.keys["placed"][name] = f"batch-of-{name}."
        world.keys["work"][name], world.keys["deletion"][name] = work.pk, deletion.pk
        world.mark("firm_paper", name, f"contact-of-{name}.", f"licence-number-of-{name}.", f"91CODE{place}0000")
        world.mark("placed", name, f"batch-of-{name}.", f"placing-of-{name}.")
        marks = [f"{what}-of-{name}." for what in ("work", "refused", "result", "exchange")]
        world.mark("work", name, *marks)
        world.mark("deletion", name, f"old-batch-of-{name}.", f"deletion-of-{name}.")
