"""The catalogue of messages and the vendored assets are complete."""

from huilong.shell import messages, vendor


def test_every_text_has_its_chinese_and_every_chinese_its_text():
    assert messages.faults(messages.gathered(), messages.read()) == []


def test_the_compiled_catalogue_is_the_written_one():
    assert messages.PO.with_suffix(".mo").read_bytes() == messages.compiled(messages.read())


def test_a_lost_placeholder_is_a_fault():
    assert messages.faults({"%(days)s days": "x"}, {"%(days)s days": "天"}) == ["placeholders differ: '%(days)s days'"]


def test_vendored_assets_are_the_locked_ones():
    assert vendor.differences() == []
