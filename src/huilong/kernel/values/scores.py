"""The words of scores (评分用词)."""

from huilong.kernel.words import Word, words

SCORES: dict[str, tuple[Word, ...]] = {
    "Target": words(
        """
        roll | 恶化 | roll to worse | two buckets worse, or charged off, within four months
        cure | 30天内自愈 | cure in 30 days | current, or paid off, by the next month end
        contact | 本人接通 | right-party contact | the borrower himself answers, by hour and channel
        promise | 承诺兑现 | promise kept | what is promised will be paid
        recovery | 回收率 | share recovered | what part of what is past due will come, and when
        cure_time | 回正时间 | time to cure | by which day it is current again, or paid off, from tonight on
        warning | 首逾预警 | first miss ahead | a current loan misses a payment within three months
        """
    ),
    "ModelState": words(
        """
        draft | 草稿 | draft | trained, nobody asked yet
        asked | 待复核 | waits for a second person | another colleague has to agree
        approved | 已批准 | approved | may be put to use
        in_use | 使用中 | in use | scores every night
        retired | 已停用 | retired | another took its place
        """
    ),
    "WatchKind": words(
        """
        feature_drift | 特征漂移 | drift of a feature | how far its values moved from those trained on
        score_drift | 评分漂移 | drift of the score | how far the scores moved from those at training
        calibration | 按月校准 | calibration by month | what was said against what happened
        """
    ),
}
"""Values of scores's enums."""
