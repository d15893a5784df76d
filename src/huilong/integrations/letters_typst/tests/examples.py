"""A letter of each layout (信函样例), made up: no such firm, lender or borrower."""

from datetime import date
from typing import Any

LENDER = {"name": "回笼汽车金融有限公司", "address": "上海市浦东新区示例路 1 号", "phone": "400-000-0000"}
BORROWER = {"name": "王小明", "address": "浙江省杭州市西湖区某某路 88 号 3 幢 502 室"}
OWED = [
    {"label": "逾期本金", "amount_fen": 1_234_567}, {"label": "逾期利息", "amount_fen": 89_012},
    {"label": "罚息", "amount_fen": 3_405},
]  # fmt: skip
PAY_TO = {"account_name": "回笼汽车金融有限公司", "bank": "某某银行上海分行", "account": "6222 0000 0000 0000"}

WORDS = (
    "函号：催函〔2026〕000017号\n\n王小明：\n\n"
    "您与回笼汽车金融有限公司签订的借款合同（借据 HL20240506001），最早一期应于 2026-01-15 归还。"
    "截至 2026-03-02，已逾期 45 天，逾期金额 13,269.84 元。\n\n"
    "请于收到本函之日起七日内归还逾期款项。如有困难需要协商，请致电 400-000-0000。\n\n"
    "回笼汽车金融有限公司\n2026-03-02\n"
)
SAID = (
    "Dear Ms Wang,\n\nunder your loan contract with Huilong (loan HL20240506001) the oldest instalment fell due on "
    "2026-01-15. As of 2026-03-02 it is 45 days past due.\n\nHuilong Legal\n2026-03-02"
)

EXAMPLES: dict[str, dict[str, Any]] = {
    "demand": {
        "letter_number": "催函〔2026〕000017号", "on": "2026-03-02", "subject": "逾期还款催告函", "body": WORDS,
        "language": "zh-hans", "lender_name": "回笼汽车金融有限公司", "loan_id": "HL20240506001",
    },
    "lawyer": {
        "letter_number": "NO-17", "on": date(2026, 3, 2), "subject": "Demand for payment", "body": SAID,
        "language": "en", "agency_name": "Example & Partners",
    },
    "lawyer_letter": {
        "number": "（2026）某律函字第 0012 号", "on": date(2026, 3, 2),
        "firm": {"name": "上海某某律师事务所", "address": "上海市静安区示例大厦 20 层", "phone": "021-00000000"},
        "client": "回笼汽车金融有限公司", "addressee": BORROWER, "regarding": "您拖欠汽车贷款一事",
        "body": ["2024 年 5 月 6 日，您与委托人签订《汽车抵押贷款合同》。", "截至本函日期，您尚欠委托人下列款项："],
        "amounts": OWED, "demands": ["于 2026 年 3 月 16 日前付清上述款项；", "如有困难，与委托人协商还款安排。"],
        "pay_to": PAY_TO, "lawyers": ["张三", "李四"],
    },
    "demand_letter": {
        "number": "催字 2026-000123", "on": "2026-03-02", "lender": LENDER, "addressee": BORROWER,
        "loan_number": "HL20240506001", "past_due_days": 45, "body": ["逾期信息将依法报送征信系统。"], "amounts": OWED,
        "due_by": date(2026, 3, 16), "pay_to": PAY_TO, "complaints": "400-000-0001",
    },
    "relief_agreement": {
        "number": "减免 2026-0042", "on": date(2026, 3, 2), "title": "减免还款协议", "lender": LENDER,
        "borrower": BORROWER | {"id_number": "330106********0012", "phone": "138****8001"},
        "loan": {"number": "HL20240506001", "product": "新车贷 36 期", "disbursed_on": date(2024, 5, 6),
                 "principal_fen": 12_000_000, "vehicle": "沪A·00000"},
        "owed_on": date(2026, 3, 1), "owed": OWED, "given_up": [{"label": "罚息", "amount_fen": 3_405}],
        "terms": ["甲方同意乙方分三期偿还欠款；", "乙方按期足额还款的，甲方免收罚息。"],
        "schedule": [
            {"no": str(no), "due_on": date(2026, 2 + no, 15), "amount_fen": 441_193, "note": ""} for no in (1, 2, 3)
        ],
        "if_broken": ["任一期逾期超过三日的，本协议的减免不再适用，乙方按原合同还款。"],
        "closing": ["因本协议发生争议的，由甲方所在地有管辖权的人民法院管辖。"],
    },
    "deletion_certificate": {
        "number": "SC-B-1-7", "on": date(2026, 3, 2), "lender": LENDER, "batch": "B-1", "cases": 40,
        "firm": {"name": "远山催收服务有限公司", "id_number": "91310000TEST0001X"}, "ended_on": date(2026, 2, 28),
        "means": "硬盘消磁，备份覆写",
        "files": [{"at": "2026-01-05 09:30", "rows": 40, "sha256": "9f86d081884c7d65" * 4}],
    },
    "vehicle_handover": {
        "number": "交接 000042", "on": date(2026, 3, 2), "handed_at": "2026-03-02 15:22", "lender": LENDER,
        "place": "浙江省杭州市西湖区某某路 88 号地下车库 B2-017（30.2501000, 120.1502000）",
        "crew": [
            {"name": "赵外勤", "organisation": "回笼汽车金融有限公司", "number": "F217"},
            {"name": "钱师傅", "organisation": "某某拖车服务有限公司", "number": "T03"},
        ],
        "handed_by": BORROWER | {
            "relation": "借款人本人", "identity_kind": "居民身份证", "owner": "王小明",
            "id_number": "330106********0012",
        },
        "loan_number": "HL20240506001", "order_number": "R-000042", "basis": "当日自愿交车（签字）",
        "vehicle": {
            "vin": "LSVNV2182E2100001", "plate": "浙A·00000", "model": "某某 Lavida 2021 款", "keys": 2,
            "mileage_km": 48_213,
        },
        "belongings": [
            {"no": "1", "what": "儿童安全座椅", "quantity": 1, "place": "车厢"},
            {"no": "2", "what": "雨伞、停车卡", "quantity": 2, "place": "手套箱"},
        ],
        "photos": [
            {"slot": slot, "captured_at": "2026-03-02 15:2" + str(no), "sha256": (str(no) + "a3c3482a949f0e1") * 4}
            for no, slot in enumerate(["车头", "车尾", "左侧", "右侧", "车内", "里程表"])
        ],
        "videos": ["交车视频：文件 118，SHA-256 " + "9f86d081884c7d65" * 4],
        "redemption": ["付清逾期金额及实际发生的费用即可赎回车辆，金额与期限以书面通知为准。"],
        "rights": [
            "车内个人物品已当面清点；您可随时取回，不收取费用，也不以是否还款为条件。",
            "车辆处置前将依法通知您；变价款超过欠款的部分退还给您。",
        ],
        "signature": {"sha256": "0a3c3482a949ffee" * 4, "captured_at": "2026-03-02 15:31"},
    },
    "sale_confirmation": {
        "number": "成交 000017", "on": date(2026, 11, 26), "lender": LENDER,
        "buyer": {"name": "某某（某某车行有限公司）"}, "pseudonym": "B-03", "thing": "某某 秦PLUS DM-i 2022 款",
        "shown": [{"name": "号牌", "value": "鲁A·7C596"}, {"name": "里程", "value": "4.8 万公里"}],
        "closed_at": "2026-11-26 16:16:40", "bids": 31, "head": "9f86d081884c7d65" * 4,
        "price": [{"label": "成交价", "amount_fen": 5_360_000}], "deposit_fen": 500_000, "rest_fen": 4_860_000,
        "pay_days": 5, "closing": ["标的以现状交付。", "出价记录逐笔串联校验，任何人可独立核验。"],
    },
    "statement": {
        "number": "对账 2026-0007", "on": date(2026, 3, 2), "lender": LENDER, "addressee": BORROWER,
        "as_of": date(2026, 3, 1), "loan_number": "HL20240506001", "product": "新车贷 36 期", "past_due_days": 45,
        "amounts": OWED,
        "instalments": [
            {"no": "20", "due_on": date(2026, 1, 15), "owed_fen": 386_000, "paid_fen": 100_000, "left_fen": 286_000},
            {"no": "21", "due_on": date(2026, 2, 15), "owed_fen": 386_000, "paid_fen": 0, "left_fen": 386_000},
        ],
        "remarks": ["金额以到账日核算为准。"],
    },
    "proceeds_letter": {
        "number": "处置 000003", "on": "2026-03-02", "title": "车辆处置价款分配说明", "lender": LENDER,
        "addressee": BORROWER,
        "loan_number": "HL20240506001", "vehicle": "比亚迪 秦PLUS", "sold_on": "2026-02-20", "as_of": "2026-02-25",
        "proceeds_fen": 5_200_000,
        "lines": [
            {"no": "1", "label": "拖车", "claim_fen": 80_000, "paid_fen": 80_000, "left_fen": 0,
             "source": "charge:17 file:33"},
            {"no": "2", "label": "本金", "claim_fen": 7_448_500, "paid_fen": 5_120_000, "left_fen": 2_328_500,
             "source": "loan HL20240506001 as of 2026-02-25"},
        ],
        "surplus_fen": 0, "deficiency_fen": 2_328_500, "result": "尚有 23,285.00 元未获清偿,仍由债务人清偿。",
        "law": "民法典第389、413、561条", "rights": ["您可以要求查阅每一项的依据和凭证。"],
    },
    "proceeds_616": {
        "number": "P-000003", "on": "2026-03-02", "lender": {"name": "Huilong Auto Finance"},
        "addressee": {"name": "Wang Xiaoming"}, "loan_number": "HL20240506001", "vehicle": "Honda Civic",
        "as_of": "2026-02-04", "secured": "18,450.00", "proceeds": "21,000.00", "balance": "-2,550.00",
        "expenses": [{"label": "retaking", "amount": "425.00"}], "expenses_total": "425.00",
        "credits": [{"label": "unearned service contract", "amount": "640.00"}],
        "juniors": [{"label": "Second Bank", "amount": "800.00"}], "result_word": "surplus", "result": "1,965.00",
        "demand": False,
    },
}  # fmt: skip
