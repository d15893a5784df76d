"""The vehicles of a synthetic book (合成车辆): one file beside the feed, to be taken in by `huilong collateral import`.

VINs are valid to any software (check digit, year code) and belong to no maker: their second character is 0, which is
in no maker's code that we know of. The serial is the loan's own number.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from huilong.integrations.synthetic_lender import estimates as est
from huilong.integrations.synthetic_lender.chance import Ints
from huilong.integrations.synthetic_lender.columns import Days, Flags, Money, Numbers, Words, digits, fixed_text
from huilong.integrations.synthetic_lender.life import Block
from huilong.integrations.synthetic_lender.sheets import loan_ids
from huilong.integrations.synthetic_lender.writing import write_chunks

FOLDER = "collateral"
"""Not named by a day, so that nobody reads it as feed."""
_LETTERS = np.frombuffer(b"ABCDEFGHJKLMNPRSTUVWXYZ", dtype=np.uint8)
_YEARS = np.frombuffer(b"ABCDEFGHJKLMNPRSTVWXY123456789", dtype=np.uint8)
_CHECKS = np.frombuffer(b"0123456789X", dtype=np.uint8)
_WEIGHTS = np.array((8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2))
_COUNTS = np.zeros(256, dtype=np.int64)
_COUNTS[_LETTERS] = (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9)
_COUNTS[np.arange(10) + 48] = np.arange(10)
COLOURS = {"cn": ("白", "黑", "灰", "银", "红", "蓝"), "us": ("white", "black", "grey", "silver", "red", "blue")}
MORTGAGES = ("registered", "not_registered", "cancelled")
INSURERS = {"cn": ("安途保险(虚构)", "禾丰财险(虚构)"), "us": ("Fictional Mutual", "Nowhere Insurance")}
BENEFICIARIES = ("lender", "borrower")


def vins(block: Block) -> npt.NDArray[np.uint8]:
    """The VIN of each loan's car as ASCII codes, n × 17: maker, model, year, plant, serial, and a right check digit."""
    a = block.loans
    out = np.full((len(a), 17), ord("0"), dtype=np.uint8)
    out[:, 0] = ord("L" if block.country.code == "cn" else "5")
    makes = [make for make, _ in block.country.models]
    out[:, 2] = _LETTERS[np.array([makes.index(make) for make in makes])[a.model]]
    out[:, 3] = _LETTERS[a.model]
    out[:, 4] = _LETTERS[block.chance.whole("trim", a.index, 0, 7)]
    out[:, 6] = _LETTERS[a.used]  # a letter: of the cycle of years that began in 2010
    out[:, 9] = _YEARS[(a.model_year - 1980) % 30]
    out[:, 10] = _LETTERS[(a.index + 1) // 1_000_000 % len(_LETTERS)]
    out[:, 11:] = digits(a.index + 1, 6)
    out[:, 8] = _CHECKS[(_COUNTS[out] * _WEIGHTS).sum(axis=1) % 11]
    return out


def write_vehicles(out: Path, block: Block, part: str) -> None:
    """Write collateral/fleet of one block: each loan's car, what is known of it, its value at disbursal."""
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    rows = np.arange(len(block.loans))
    write_chunks(folder / f"fleet{part}.csv", [_table(block, rows)])


def _table(block: Block, rows: Ints) -> pa.Table:
    a, chance, until = block.loans, block.chance, block.span.until
    registered = np.where(a.used == 1, _year_start(a.model_year) + chance.whole("registered", a.index, 0, 330),
                          a.disbursed_on)  # fmt: skip
    registered = np.minimum(registered, a.disbursed_on)
    read_on = a.disbursed_on + np.maximum(0, (until - a.disbursed_on) // 365) * 365
    km = chance.whole("km a year", a.index, *est.KM_A_YEAR) * (read_on - registered + 10) // 365
    mortgage = chance.choose("mortgage", a.index, est.MORTGAGE_SHARES)
    noted_on = np.minimum(a.disbursed_on + chance.whole("mortgage after", a.index, 0, 6), until)
    in_register = mortgage != MORTGAGES.index("not_registered")
    until_on = a.disbursed_on + ((until - a.disbursed_on) // 365 + 1) * 365
    lapsed = chance.uniform("insurance lapsed", a.index) < est.INSURANCE_LAPSED
    until_on = np.where(lapsed, np.maximum(until_on - 365, a.disbursed_on + 30), until_on)
    models, cities = block.country.models, [city for _, city in block.country.places]
    code = block.country.code
    authority = [f"{city}市车管所" if code == "cn" else f"{city} DMV" for city in cities] + [""]
    energy = [_energy(model) for _, model in models]
    return pa.table({
        "loan_id": loan_ids(block, rows).take(rows), "vin": fixed_text(vins(block)),
        "make": Words(a.model, [make for make, _ in models]).take(rows),
        "model": Words(a.model, [model for _, model in models]).take(rows), "year": Numbers(a.model_year).take(rows),
        "energy": Words(a.model, energy).take(rows),
        "colour": Words(chance.choose("colour", a.index, [1] * 6), COLOURS[code]).take(rows),
        "first_registered": Days(registered).take(rows), "used": Flags(a.used).take(rows),
        "mileage_km": Numbers(km).take(rows), "mileage_on": Days(read_on).take(rows),
        "mortgage": Words(mortgage, MORTGAGES).take(rows),
        "mortgage_on": Days(noted_on).take(rows),
        "authority": Words(np.where(in_register, a.place, len(cities)), authority).take(rows),
        "owner": Words(a.used * 0, ("borrower",)).take(rows),
        "insurance": Words(a.used * 0, ("damage",)).take(rows),
        "insurer": Words(chance.choose("insurer", a.index, [1, 1]), INSURERS[code]).take(rows),
        "insured_until": Days(until_on).take(rows),
        "beneficiary": Words(chance.choose("beneficiary", a.index, est.BENEFICIARY_SHARES), BENEFICIARIES).take(rows),
        "value": Money(a.car_value).take(rows), "value_on": Days(a.disbursed_on).take(rows),
    })  # fmt: skip


def _energy(model: str) -> str:
    """What drives a model, by its invented name."""
    if "电动" in model or "Volt" in model:
        return "electric"
    return "range_extended" if "增程" in model else "petrol"


def _year_start(years: Ints) -> Ints:
    """The first day of each year, as a day number."""
    return (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
