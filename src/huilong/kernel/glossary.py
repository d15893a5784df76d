"""The glossary (术语表): every word of the trade that code and screens use, once.

Enums of the rooms inherit `Worded` and find their words here; `python -m huilong.shell.docs` writes
docs/glossary.md from the same lines, so the page, the code and the screen cannot drift apart.
"""

from enum import StrEnum

from huilong.kernel.values import ENUMS
from huilong.kernel.words import Word, words

SUBJECTS: dict[str, tuple[Word, ...]] = {
    "The book": words(
        """
        loan | 借据 | loan | one contract with its schedule
        instalment | 期次 | instalment | one due row: principal, interest, fees
        schedule | 还款计划 | schedule | a loan's instalments; a restructure adds a version, never edits one
        receipt | 回款 | receipt | money received from or for the borrower
        reversal | 冲正 | reversal | a receipt taken back, wholly or in part
        charge | 附加费用 | charge | an amount owed outside the schedule
        waiver | 减免 | waiver | an amount of one kind the lender gives up
        pause | 暂停 | pause | days that do not count as delinquent
        principal | 本金 | principal | what was lent and is not yet repaid
        interest | 利息 | interest | the price of the loan as scheduled
        fee | 费用 | fee | a scheduled or charged cost that is neither interest nor penalty
        penalty | 罚息 | penalty interest | accrues each day on what is unpaid, up to a cap
        down_payment | 首付 | down payment | what the buyer pays first, out of his own pocket
        vehicle | 车辆 | vehicle | the car behind the loan, with its dated values
        borrower | 借款人 | borrower | who owes; in the book an opaque key, a person only in the vault
        product | 产品 | product | which dated terms a loan follows
        known_on | 获知日 | known on | the day the house learned a fact; `known_by` asks as of that day
        on | 发生日 | on | the day a fact happened, or the day asked about
        manifest | 清单 | manifest | the list of files that make one state of the book
        compaction | 合并 | compaction | many days' files rewritten as one for each bucket; no fact changes
        """
    ),
    "Ageing": words(
        """
        ageing | 账龄 | ageing | what is owed and how late, computed from facts for any day
        position | 欠款状况 | position | one loan's answer for one day: days, amounts, bucket
        application_order | 入账顺序 | application order | what a receipt pays first
        delinquency | 逾期 | delinquency | an instalment unpaid after its due date
        past_due_days | 逾期天数 | days past due (DPD) | from the oldest unpaid due date on
        delinquent_days | 计期逾期天数 | delinquent days | days past due beyond grace, pauses taken out
        grace | 宽限期 | grace | days after the due date that do not yet count as delinquent
        bucket | 账龄阶段 | bucket | M1, M2 and so on; edges are data
        in_advance | 提前还款 | in advance | paid before its due date
        unapplied | 未入账 | unapplied | received, and nothing left to pay with it
        roll_rate | 迁徙率 | roll rate | what part of a bucket's balance moves to the next
        transition_matrix | 滚动率 | transition matrix | the same by count, from every bucket to every bucket
        contagion | 关联传染 | contagion | one borrower's loans all take the worst one's bucket; a setting
        payoff | 结清 | payoff | nothing is owed any more
        write_off | 核销 | write-off | taken off the lender's accounts; still owed; penalty stops
        acceleration | 加速到期 | acceleration | the whole debt falls due
        """
    ),
    "Cases": words(
        """
        case | 案件 | case | one borrower in collections, with the loans that brought him there
        entry | 入催 | entry | into collections
        exit | 出催 | exit | out of collections
        cure | 治愈 | cure | an exit only by being brought current
        self_cure | 自愈 | self-cure | cured without treatment
        first_payment_default | 首逾 | first-payment default | the very first instalment went unpaid
        assignment | 分案 | assignment | who works a case, from when to when
        retention | 留案 | retention | a case stays with its holder past the term
        return | 退案 | return | the holder gives a case back
        recall | 撤案 | recall | the owner takes a case back
        hold | 停催 | hold | all or some channels stopped, with reason and end
        promise | 承诺还款 | promise to pay (PTP) | an amount by a day; judged by money received
        broken_promise | 跳票 | broken promise | the day passed and the money did not come
        activity | 催记 | activity | what was done, by whom, with what outcome
        stages | 取案 录入 分派 催收 帐务 结案 | case stages | intake, entry, assigning, work, money, closing
        """
    ),
    "Reaching people": words(
        """
        phone_collections | 电催 | phone collections | work by telephone and message
        field_visit | 外访 | field visit | work at the door
        right_party_contact | 本人接通 | right-party contact (RPC) | the person who answered is the debtor
        third_party | 第三方 | third party | anyone but debtor and lawful co-debtors
        skip | 失联 | skip | cannot be reached by any known address
        skip_tracing | 信息修复 | skip tracing | finding a person again, from lawful sources only
        script | 话术 | script | what is said, with what must be disclosed
        quality_check | 质检 | quality check | listening again to what was said
        placement | 委外 | placement | cases worked by an agency
        agency | 委外机构 | agency | a firm that collects for the lender
        contingency_fee | 佣金 | contingency fee | what an agency earns of what it brings in
        bid_evaluation | 评标 | bid evaluation | ranking agencies' offers
        award_split | 分标 | award split | sharing the placement out among winners
        """
    ),
    "Relief, recovery, law": words(
        """
        settlement | 减免结清 | settlement | closed for less than is owed, by agreement
        extension | 展期 | extension | due dates moved out
        restructure | 重组 | restructure | a new schedule in place of the old
        flexible_plan | 弹性还款 | flexible plan | smaller amounts for a while
        dwell_point | 常驻点 | dwell point | where a car stays
        second_pledge_lot | 二押点 | second-pledge lot | where cars pledged twice are kept
        mortgage | 抵押 | mortgage | security without possession
        pledge | 质押 | pledge | security by possession
        repossession | 收车 | repossession | by signed handover or by a court, never by stealth
        tow | 拖车 | tow | moving a car that was lawfully taken
        redemption | 赎车 | redemption | the borrower pays and the car goes back
        disposal | 处置 | disposal | valuing and selling a car
        sale_proceeds | 变价款 | sale proceeds | what the sale brought, before it is distributed
        surplus | 余款 | surplus | what is left for the borrower
        deficiency | 差额 | deficiency | what stays unpaid after the sale
        debt_sale | 债权转让 | debt sale | the claim is sold
        litigation | 法诉 | litigation | the way through the courts
        preservation | 保全 | preservation | assets secured before judgment
        enforcement | 强制执行 | enforcement | a judgment carried out
        judicial_auction | 司法拍卖 | judicial auction | a sale by the court
        payment_order | 支付令 | payment order | a court's order without a trial
        credit_reporting | 征信 | credit bureau reporting | what the bureau is told
        """
    ),
    "The house": words(
        """
        desk | 作业库 | desk | PostgreSQL: only what people work on
        book | 账簿 | book | every loan, instalment and receipt, append-only, no personal data
        vault | 隐私库 | vault | personal data of borrowers in collections, encrypted
        night | 夜间批次 | night | the daily run, one date at a time, resumable
        quarantine | 隔离区 | quarantine | rows not taken, each with its reason and remedy
        feed | 日文件 | feed | the lender's files of one day
        control_file | 对账文件 | control file | the lender's own totals of a day's files
        journal | 留痕 | journal | the audit trail
        refusal | 拒绝 | refusal | an anticipated no, with its reason and what to do instead
        engine | 引擎 | engine | runs a pure function over the book: this machine or Spark
        room | 房间 | room | one part of the trade in code, with the same plan as every other
        door | 门 | door | web, REST or command line: translate, one call in, translate out
        """
    ),
}
"""The nouns, by subject. The code is the name in code; the Chinese is what the screen says first."""


WORDS: dict[str, Word] = {word.code: word for entries in SUBJECTS.values() for word in entries} | {
    f"{enum}.{word.code}": word for enum, entries in ENUMS.items() for word in entries
}
"""Every word: nouns by their code, enum members by `EnumName.value`."""


class Worded(StrEnum):
    """An enum of the trade (枚举) whose members have words in this glossary."""

    @property
    def word(self) -> Word:
        """The member's word: its own entry under the enum's name, else the noun of the same code."""
        return WORDS.get(f"{type(self).__name__}.{self.value}") or WORDS[self.value]
