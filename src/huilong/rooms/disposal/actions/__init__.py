"""Verbs of disposal (处置): into stock, valued, priced, sold, delivered; the price distributed and explained."""

from huilong.rooms.disposal.actions.asking import NOTED, note_valuer
from huilong.rooms.disposal.actions.auctioning import hear_of_closing, hear_of_default
from huilong.rooms.disposal.actions.consigning import rows_for, take_results
from huilong.rooms.disposal.actions.costing import claim, spend
from huilong.rooms.disposal.actions.delivering import deliver, keep_paper, take_price, undo_sale
from huilong.rooms.disposal.actions.distributing import (
    distribution_approved,
    distribution_refused,
    drop,
    post,
    propose,
    reverse,
)
from huilong.rooms.disposal.actions.explaining import ask_to_explain, explain, pay_surplus
from huilong.rooms.disposal.actions.pricing import price, price_approved, price_refused
from huilong.rooms.disposal.actions.selling import agree, fail, offer, open_sale, take_offer
from huilong.rooms.disposal.actions.stocking import (
    answer,
    enter,
    free,
    give_to,
    hear_of_flag,
    hear_of_handover,
    hear_of_redemption,
    hold,
    withdraw,
)
from huilong.rooms.disposal.actions.valuing import Looked, Said, appraise, inspect, value_by_model

__all__ = [
    "NOTED",
    "Looked",
    "Said",
    "agree",
    "answer",
    "appraise",
    "ask_to_explain",
    "claim",
    "deliver",
    "distribution_approved",
    "distribution_refused",
    "drop",
    "enter",
    "explain",
    "fail",
    "free",
    "give_to",
    "hear_of_closing",
    "hear_of_default",
    "hear_of_flag",
    "hear_of_handover",
    "hear_of_redemption",
    "hold",
    "inspect",
    "keep_paper",
    "note_valuer",
    "offer",
    "open_sale",
    "pay_surplus",
    "post",
    "price",
    "price_approved",
    "price_refused",
    "propose",
    "reverse",
    "rows_for",
    "spend",
    "take_offer",
    "take_price",
    "take_results",
    "undo_sale",
    "value_by_model",
    "withdraw",
]  # fmt: skip
