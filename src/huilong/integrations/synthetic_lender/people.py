"""People who cannot exist (人员): plausible to the eye and to software, impossible in the world.

Chinese ID numbers begin with region 99, which no region has, and end in a valid check digit (GB 11643, ISO 7064 MOD
11-2). Phones use 154, 161, 163 and 164, not assigned to any operator; plates the city letter I, which no city has.
American social security numbers begin with 666, never issued; phones are 555-01xx, kept for fiction; plates hold an
asterisk.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huilong.integrations.synthetic_lender import estimates as est
from huilong.integrations.synthetic_lender.chance import Chance, Ints
from huilong.integrations.synthetic_lender.columns import Days, Ids, digits, fixed_text
from huilong.integrations.synthetic_lender.life import Block

ROLES = ("borrower", "co_borrower", "guarantor", "spouse", "contact")
_ROLE_SHARES = (1.0, est.CO_BORROWER, est.GUARANTOR, est.SPOUSE, est.CONTACT)
_WEIGHTS = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
SEGMENTS = ("154", "161", "163", "164")
_SURNAMES = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾")
_GIVEN = tuple("伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰飞红鑫波斌宇浩凯雪梅婷晨佳思远志文博子涵")
_PROVINCES = (
    "四川 重庆 广东 江苏 浙江 山东 河南 河北 湖北 湖南 安徽 陕西 福建 广西 贵州 云南 辽宁 黑龙江 新疆 上海 北京"
)
_PLATES = dict(zip(_PROVINCES.split(), "川渝粤苏浙鲁豫冀鄂湘皖陕闽桂贵云辽黑新沪京", strict=True))
_ROADS = ("松影路", "白榆街", "云阶路", "青禾巷", "望鹤路", "石桥新街", "澄湖路", "南枝街")
_TRADES = ("机械", "商贸", "物流", "餐饮", "建材", "科技", "服装", "运输")
_FIRST = ("Ana", "Ben", "Carla", "Dev", "Elif", "Frank", "Grace", "Hugo", "Ines", "Jack", "Kofi", "Lena", "Mia", "Noor")
_LAST = ("Abberton", "Brockway", "Castellane", "Dunmore", "Eastwick", "Fairlamb", "Garroway", "Hollister", "Imbrie")


def people_rows(block: Block, rows: Ints) -> pa.Table:
    """The people file's rows for the loans at positions `rows`: borrower first, then those who stand beside him."""
    chance, who = block.chance, block.loans.borrower[rows]
    there = np.stack(
        [chance.uniform(f"has {role}", who) < share for role, share in zip(ROLES, _ROLE_SHARES, strict=True)], axis=1
    )
    at, role = np.nonzero(there)
    loan = rows[at]
    person = block.loans.borrower[loan] * 8 + role
    china = block.country.code == "cn"
    named = (_chinese if china else _american)(block, loan, person)
    keep = pa.array(role == 0)
    empty = pa.nulls(len(loan), pa.string())
    return pa.table({
        "loan_id": Ids(block.country.code.upper(), block.loans.index[loan] + 1, 10).take(np.arange(len(loan))),
        "borrower": Ids("B", block.loans.borrower[loan] + 1, 10).take(np.arange(len(loan))),
        "role": pa.array(ROLES, pa.string()).take(pa.array(role)),
        "name": named["name"],
        "id_number": pc.if_else(pa.array(role == 4), empty, named["id_number"]),
        "phone": named["phone"],
        "address": pc.if_else(pa.array(role == 4), empty, named["address"]),
        "plate": pc.if_else(keep, named["plate"], empty),
        "employer": pc.if_else(keep, named["employer"], empty),
    })  # fmt: skip


def id_numbers(chance: Chance, person: Ints) -> pa.Array:
    """Eighteen-character ID numbers of region 99 with a valid check digit."""
    born = chance.whole("born", person, -7_300, 13_000)
    stamp = Days(born).take(np.arange(len(person))).cast(pa.string())
    stamp = np.frombuffer("".join(stamp.to_pylist()).encode(), dtype=np.uint8).reshape(-1, 10)
    body = np.concatenate([
        digits(990_000 + chance.whole("id region", person, 101, 998), 6), stamp[:, [0, 1, 2, 3, 5, 6, 8, 9]],
        digits(chance.whole("id order", person, 1, 999), 3),
    ], axis=1)  # fmt: skip
    check = _CHECKS[((body.astype(np.int64) - 48) * _WEIGHTS).sum(axis=1) % 11]
    return fixed_text(np.concatenate([body, check[:, None]], axis=1))


def _pick(chance: Chance, stream: str, who: Ints, among: Sequence[str]) -> pa.Array:
    return pa.array(among, pa.string()).take(pa.array(chance.choose(stream, who, [1] * len(among))))


def _number(chance: Chance, stream: str, who: Ints, width: int) -> pa.Array:
    return fixed_text(digits(chance.whole(stream, who, 0, 10**width - 1), width))


def _join(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _chinese(block: Block, loan: Ints, person: Ints) -> dict[str, pa.Array]:
    c, car = block.chance, block.loans.index[loan]
    place = pa.array(block.loans.place[loan])
    cities = pa.array([f"{region}{city}市" for region, city in block.country.places]).take(place)
    plates = pa.array([_PLATES[region] for region, _ in block.country.places]).take(place)
    second = _pick(c, "given 2", person, ("", *_GIVEN))
    return {
        "name": _join(_pick(c, "surname", person, _SURNAMES), _pick(c, "given", person, _GIVEN), second),
        "id_number": id_numbers(c, person),
        "phone": _join(_pick(c, "segment", person, SEGMENTS), _number(c, "phone", person, 8)),
        "address": _join(cities, "虚构区", _pick(c, "road", person, _ROADS), _number(c, "house", person, 3), "号"),
        "plate": _join(plates, "I", _number(c, "plate", car, 5)),
        "employer": _join(cities, _pick(c, "trade", person, _TRADES), "公司(虚构)", _number(c, "firm", person, 2)),
    }


def _american(block: Block, loan: Ints, person: Ints) -> dict[str, pa.Array]:
    c, car = block.chance, block.loans.index[loan]
    place = pa.array(block.loans.place[loan])
    cities = pa.array([f"{city}, {state}" for state, city in block.country.places]).take(place)
    return {
        "name": _join(_pick(c, "given", person, _FIRST), " ", _pick(c, "surname", person, _LAST)),
        "id_number": _join("666-", _number(c, "ssn 1", person, 2), "-", _number(c, "ssn 2", person, 4)),
        "phone": _join(_number(c, "area", person, 3), "-555-01", _number(c, "phone", person, 2)),
        "address": _join(_number(c, "house", person, 4), " Nowhere St, ", cities),
        "plate": _join(_number(c, "plate", car, 4), "*", _number(c, "plate 2", car, 2)),
        "employer": _join("Fictional Works ", _number(c, "firm", person, 2)),
    }


def delinquent_rows(block: Block, on: int) -> Ints:
    """Loans whose people are in the file of day `on`: past due that day, a few forgotten, a few there by mistake."""
    late = block.events.columns("late")
    behind = np.zeros(len(block.loans), dtype=bool)
    behind[late["loan"][(late["first"] <= on) & (on <= late["last"])]] = True
    behind &= block.chance.uniform("people missing", block.loans.index) >= est.PEOPLE_MISSING
    behind |= block.chance.uniform("people by mistake", block.loans.index, on) < est.PEOPLE_NOT_DELINQUENT
    behind &= block.loans.disbursed_on <= on
    return np.nonzero(behind)[0]
