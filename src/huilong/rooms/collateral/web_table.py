"""What the pages of collateral are made of (车辆页部件): the list of vehicles, and what each kind of fact asks for."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huilong.rooms.collateral import queries
from huilong.rooms.collateral.terms import (
    Beneficiary,
    Energy,
    FactKind,
    InsuranceKind,
    KeyHolder,
    ListedVehicle,
    MortgageState,
    OwnerKind,
    PaperKind,
    VehicleAlarmKind,
    VehiclePage,
)
from huilong.shell.filters import Choice, Filter, Flag, Hidden
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words

FIELDS: dict[FactKind, tuple[tuple[str, Any, Any], ...]] = {
    FactKind.PARTICULARS: (
        ("energy", _("Energy"), Energy), ("colour", _("Colour"), "text"),
        ("first_registered", _("First registered"), "date"), ("used", _("Bought used"), "flag"),
    ),
    FactKind.PLATE: (("personal", _("Plate"), "text"),),
    FactKind.MILEAGE: (("km", _("Reading, km"), "number"),),
    FactKind.MORTGAGE: (
        ("state", _("Mortgage"), MortgageState), ("authority", _("Authority"), "text"), ("number", _("Number"), "text"),
    ),
    FactKind.OWNER: (("kind", _("Owner of record"), OwnerKind), ("personal", _("Name, if another's"), "text")),
    FactKind.KEY: (("no", _("Key no."), "number"), ("holder", _("Now with"), KeyHolder)),
    FactKind.INSURANCE: (
        ("kind", _("Insurance"), InsuranceKind), ("insurer", _("Insurer"), "text"), ("until", _("Runs until"), "date"),
        ("beneficiary", _("Paid first"), Beneficiary),
    ),
    FactKind.PAPER: (("kind", _("Paper"), PaperKind),),
}  # fmt: skip
"""By kind of fact: the fields of its form, their words, and what each is: a type of input or the choices."""
OPTIONAL = {"energy", "colour", "first_registered", "used", "authority", "number", "insurer", "beneficiary"}
"""Fields that may stay empty; of an owner's name the form says when it is needed."""


def form_of(kind: FactKind, typed: Mapping[str, str], wrong: str = "") -> list[dict[str, Any]]:
    """The fields of the form of a kind as the template draws them, with what was typed; `wrong` names the refused."""
    found = []
    for name, label, what in FIELDS[kind]:
        choices = [] if isinstance(what, str) else list(what)
        found.append({
            "name": name, "label": label, "type": what if isinstance(what, str) else "choice", "choices": choices,
            "value": typed.get(name, ""), "needed": name not in OPTIONAL and kind is not FactKind.OWNER,
            "wrong": name == wrong,
        })  # fmt: skip
    return found


class VehicleSource:
    """The vehicles that the reader sees, as a table reads them (车辆来源)."""

    def __init__(self, on: date) -> None:
        self.on = on

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> VehiclePage:
        """One page of vehicles."""
        return queries.vehicle_page(asked, self.on, sort=sort, page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[ListedVehicle]:
        """Every vehicle found."""
        return queries.each_vehicle(asked, sort)


def _open(row: ListedVehicle) -> str:
    return reverse("collateral:vehicle", args=[row.vehicle.id])


def _case(row: ListedVehicle) -> str:
    return reverse("cases:case", args=[row.vehicle.number]) if row.vehicle.number else ""


def _choices(among: Any) -> list[tuple[str, Any]]:
    return [(one.value, words(one)) for one in among]


def table(on: date) -> Table:
    """The list of vehicles as of a day: insurance that has run out by then is red."""
    return Table(
        key="vehicles", title=_("Vehicles"), order="-shortfall_fen", export_permission="vehicle.export",
        empty=_("No vehicle is here that you may see. Vehicles come with a file: huilong collateral import."),
        columns=(
            Column("vin", _("VIN"), value=lambda row: row.vehicle.vin_masked, href=_open),
            Column("vehicle", _("Vehicle"), sort="make",
                   value=lambda row: f"{row.vehicle.model or row.vehicle.make} {row.vehicle.year or ''}".strip()),
            Column("number", _("Case"), value=lambda row: row.vehicle.number, href=_case, sort="number"),
            Column("loan_id", _("Loan"), value=lambda row: row.vehicle.loan_id),
            Column("mortgage", _("Mortgage"), "tag", sort="mortgage",
                   red=lambda row: row.mortgage is not MortgageState.REGISTERED),
            Column("insured_until", _("Insured until"), "date", sort="insured_until",
                   red=lambda row: row.insured_until is not None and row.insured_until < on),
            Column("value_fen", _("Valued at"), "money", sort="value_fen"),
            Column("value_on", _("Valued on"), "date"),
            Column("exposure_fen", _("Owed in all"), "money", sort="exposure_fen"),
            Column("shortfall_fen", _("Shortfall"), "money", sort="shortfall_fen",
                   red=lambda row: bool(row.shortfall_fen)),
        ),
        filters=(
            Filter("vin", _("VIN, or its last six")),
            Choice("alarm", _("Alarm"), choices=partial(_choices, VehicleAlarmKind), everything=_("Any alarm")),
            Choice("mortgage", _("Mortgage"), choices=partial(_choices, MortgageState),
                   everything=_("Any mortgage state")),
            Flag("short", _("Worth less than owed")),
            Flag("unlinked", _("Also not in collections")),
            Filter("number", _("Case")),
            Hidden("insured_to", _("Insured at most until")),
        ),
    )  # fmt: skip
