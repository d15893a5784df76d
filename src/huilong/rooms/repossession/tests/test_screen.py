"""The holder hears of the end of an authority even where the case is the holder's no more; nobody else does."""

import asyncio
from dataclasses import replace

from huilong.kernel.acting import Acting
from huilong.site.live.door import Asked, Reader
from huilong.site.live.streams import News, Pace, Stream, Streams

CASE = "CL20260000001"
ENDED = News(CASE, 1.0, {"kind": "authority", "case": CASE, "authority": 7, "state": "ended", "holder": 5})


async def heard(*news: News) -> dict[int, list[bytes]]:
    """What the streams of users 5 and 6 are sent, who both ask for a case that neither sees any more."""

    async def nothing_seen(who: Acting, numbers: frozenset[str]) -> frozenset[str]:
        return frozenset()

    streams = Streams(nothing_seen, Pace())
    open_pages = {user: Stream(Reader(Acting(user), "cookie"), Asked(frozenset({CASE}), None), 64) for user in (5, 6)}
    for one in open_pages.values():
        streams.join(one)
    for one in news:
        streams.heard(one)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return {user: [page.queue.get_nowait() for _ in range(page.queue.qsize())] for user, page in open_pages.items()}


def test_the_holder_hears_it_and_nobody_else():
    told = asyncio.run(heard(ENDED))
    assert [b'"state":"ended"' in one for one in told[5]] == [True]
    assert told[6] == []


def test_all_other_news_is_asked_about_first():
    assert asyncio.run(heard(replace(ENDED, says={**ENDED.says, "kind": "recovery"}))) == {5: [], 6: []}
