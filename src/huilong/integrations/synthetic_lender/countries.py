"""Two kinds of lender (国家): what differs between a Chinese and an American book, as plain values.

Makes, models and dealers are invented. Provinces and cities are real places, since a book is cut by them.
"""

from dataclasses import dataclass

from huilong.integrations.synthetic_lender import estimates as est


@dataclass(frozen=True)
class Country:
    """One country's book (国别): money in fen (cents), rates in parts per million a year, shares of one."""

    code: str
    currency: str
    entry_factor: float
    late_habit: float
    terms: tuple[int, ...]
    term_shares: tuple[float, ...]
    principal: tuple[int, int]
    annual_rates_ppm: tuple[int, ...]
    rate_shares: tuple[float, ...]
    places: tuple[tuple[str, str], ...]
    models: tuple[tuple[str, str], ...]

    @property
    def longest(self) -> int:
        """The longest term, in months."""
        return max(self.terms)


CHINA = Country(
    code="cn",
    currency="CNY",
    entry_factor=est.CHINA_ENTRY_FACTOR,
    late_habit=est.LATE_HABIT_CHINA,
    terms=(12, 24, 36, 48, 60),
    term_shares=(0.10, 0.24, 0.44, 0.08, 0.14),
    principal=(3_000_000, 26_000_000),
    annual_rates_ppm=(0, 39_900, 59_900, 79_900, 89_900, 109_900, 139_900, 179_900),
    rate_shares=(0.10, 0.12, 0.16, 0.18, 0.18, 0.14, 0.08, 0.04),
    places=(
        ("四川", "成都"),
        ("四川", "绵阳"),
        ("重庆", "重庆"),
        ("广东", "广州"),
        ("广东", "深圳"),
        ("广东", "佛山"),
        ("江苏", "南京"),
        ("江苏", "苏州"),
        ("浙江", "杭州"),
        ("浙江", "宁波"),
        ("山东", "济南"),
        ("山东", "临沂"),
        ("河南", "郑州"),
        ("河南", "洛阳"),
        ("河北", "石家庄"),
        ("湖北", "武汉"),
        ("湖南", "长沙"),
        ("安徽", "合肥"),
        ("陕西", "西安"),
        ("福建", "福州"),
        ("广西", "南宁"),
        ("贵州", "贵阳"),
        ("云南", "昆明"),
        ("辽宁", "沈阳"),
        ("黑龙江", "哈尔滨"),
        ("新疆", "乌鲁木齐"),
        ("上海", "上海"),
        ("北京", "北京"),
    ),
    models=(
        ("星衡", "星衡 S5"),
        ("星衡", "星衡 X7"),
        ("远岳", "远岳 途行"),
        ("远岳", "远岳 E6 电动"),
        ("晨骐", "晨骐 锐界"),
        ("晨骐", "晨骐 Mini"),
        ("鲸驰", "鲸驰 海豹湾"),
        ("鲸驰", "鲸驰 L9 增程"),
        ("白榆", "白榆 轻客"),
        ("乾川", "乾川 皮卡"),
    ),
)

AMERICA = Country(
    code="us",
    currency="USD",
    entry_factor=1.0,
    late_habit=est.LATE_HABIT,
    terms=(36, 48, 60, 72),
    term_shares=(0.20, 0.22, 0.33, 0.25),
    principal=(900_000, 5_500_000),
    annual_rates_ppm=(19_000, 39_900, 59_900, 79_900, 109_900, 149_900, 199_900),
    rate_shares=(0.10, 0.20, 0.24, 0.20, 0.12, 0.09, 0.05),
    places=(
        ("TX", "Houston"),
        ("TX", "Dallas"),
        ("FL", "Miami"),
        ("FL", "Tampa"),
        ("CA", "Fresno"),
        ("CA", "San Jose"),
        ("GA", "Atlanta"),
        ("OH", "Columbus"),
        ("PA", "Erie"),
        ("IL", "Peoria"),
        ("NC", "Durham"),
        ("AZ", "Mesa"),
    ),
    models=(
        ("Halvorn", "Halvorn Ridge"),
        ("Halvorn", "Halvorn City"),
        ("Tresco", "Tresco 4"),
        ("Tresco", "Tresco Volt-E"),
        ("Okari", "Okari Lumen"),
        ("Okari", "Okari Haul"),
        ("Valdane", "Valdane GS"),
        ("Valdane", "Valdane Trail"),
    ),
)

COUNTRIES = {country.code: country for country in (CHINA, AMERICA)}
PRODUCTS = ("auto_new", "auto_used", "auto_balloon")
