"""The words of replay (回放用词)."""

from huilong.kernel.words import Word, words

REPLAY: dict[str, tuple[Word, ...]] = {
    "ReplayState": words(
        """
        waiting | 待运行 | waiting | asked for; the worker has not begun
        walking | 读取账簿 | reading the book | finding what each past night knew
        deciding | 逐夜决策 | deciding | letting the draft decide night by night
        estimating | 估算 | estimating | comparing with what history logged
        stopped | 已停止 | stopped | somebody stopped it; it can go on where it was
        failed | 失败 | failed | something went wrong; what was done is kept
        done | 已完成 | done | every night was replayed
        """
    ),
    "StruckBy": words(
        """
        hold | 停催 | hold | a hold, a dispute or a circumstance of the borrower forbids any act
        calendar | 非工作日 | calendar | nobody works that day
        law | 法规 | law | a rule does not permit it that day
        capacity | 产能不足 | capacity | more urgent borrowers took the minutes of the day
        budget | 预算不足 | budget | more urgent borrowers took the money of the day
        """
    ),
    "Method": words(
        """
        doubly_robust | 双重稳健 | doubly robust | outcome model and logged probabilities; right if either is
        weighted | 逆概率加权 | weighted | logged decisions weighted by one over their probability
        matched | 匹配 | matched | each decision compared with the most alike that were treated so
        counted | 直接计算 | counted | known for every decision, nothing is estimated
        refused | 拒绝估算 | refused | history does not support an answer
        """
    ),
    "Unsupported": words(
        """
        no_probabilities | 无概率记录 | no probabilities | decisions were logged without the chance each had
        deterministic | 过去无随机 | deterministic past | the past never varied what the draft would change
        too_few | 样本太少 | too few | too few logged decisions agree with the draft
        no_counterpart | 无对应样本 | no counterpart | the draft does what was never done to such borrowers
        weights | 权重失衡 | weights do not add up | the logged probabilities contradict what was done
        not_over | 观察期未满 | not over yet | the days in which the outcome shows are not over
        not_known | 无此数据 | not known | the book does not hold this outcome
        """
    ),
    "Outcome": words(
        """
        cash_30 | 30天回款 | cash in 30 days | money received within 30 days of the decision
        cash_60 | 60天回款 | cash in 60 days | money received within 60 days of the decision
        cash_90 | 90天回款 | cash in 90 days | money received within 90 days of the decision
        cure_30 | 30天回正 | cured in 30 days | nothing past due at some night within 30 days
        roll_30 | 30天恶化 | rolled in 30 days | a worse bucket at the end of 30 days
        complaint_30 | 30天投诉 | complained in 30 days | a complaint within 30 days of the decision
        cost | 作业成本 | cost | what the treatment costs
        """
    ),
}
"""Values of replay's enums."""
