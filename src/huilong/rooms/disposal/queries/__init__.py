"""Reads of disposal (处置查询): stock, values and venues, sales, what became of the proceeds."""

from huilong.rooms.disposal.queries.clocks import clocks_of
from huilong.rooms.disposal.queries.costs import creditors_of, expenses_of
from huilong.rooms.disposal.queries.page import StockFile, stock_file
from huilong.rooms.disposal.queries.policy import policy
from huilong.rooms.disposal.queries.proceeds import DistributionRow, differs, distribution_row, distributions_of
from huilong.rooms.disposal.queries.sales import live_sale_of, offers_of, sale_row, sales_of
from huilong.rooms.disposal.queries.stock import each_in_stock, stock_of_order, stock_page, stock_row

__all__ = [
    "DistributionRow", "StockFile", "clocks_of", "creditors_of", "differs", "distribution_row", "distributions_of",
    "each_in_stock", "expenses_of", "live_sale_of", "offers_of", "policy", "sale_row", "sales_of", "stock_file",
    "stock_of_order", "stock_page", "stock_row",
]  # fmt: skip
