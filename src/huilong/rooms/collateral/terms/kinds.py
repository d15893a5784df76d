"""Kinds of collateral (车辆档案分类): what is known of a vehicle, from where, who values it, what raises alarms."""

from huilong.kernel.glossary import Worded


class VinState(Worded):
    """What can be said of a VIN of the right form (车架号核验)."""

    CHECKED = "checked"
    CHECK_FAILS = "check_fails"
    NOT_REQUIRED = "not_required"


class FactKind(Worded):
    """What is known of a vehicle by day (车辆事实)."""

    PARTICULARS = "particulars"
    PLATE = "plate"
    MILEAGE = "mileage"
    MORTGAGE = "mortgage"
    OWNER = "owner"
    KEY = "key"
    INSURANCE = "insurance"
    PAPER = "paper"


class FactSource(Worded):
    """Where it was learned (事实来源)."""

    LENDER = "lender"
    BORROWER = "borrower"
    PAPER = "paper"
    INSPECTION = "inspection"
    REGISTRY = "registry"
    INSURER = "insurer"
    DEVICE = "device"


class Energy(Worded):
    """What drives it (动力类型)."""

    PETROL = "petrol"
    DIESEL = "diesel"
    HYBRID = "hybrid"
    PLUG_IN = "plug_in"
    RANGE_EXTENDED = "range_extended"
    ELECTRIC = "electric"
    FUEL_CELL = "fuel_cell"
    OTHER = "other"


class MortgageState(Worded):
    """Whether the mortgage stands in the register (抵押登记)."""

    REGISTERED = "registered"
    NOT_REGISTERED = "not_registered"
    CANCELLED = "cancelled"


class OwnerKind(Worded):
    """Whose name stands on the registration certificate (登记所有人)."""

    BORROWER = "borrower"
    LESSOR = "lessor"
    OTHER = "other"


class KeyHolder(Worded):
    """Who has a key (钥匙持有)."""

    BORROWER = "borrower"
    LENDER = "lender"
    YARD = "yard"
    LOST = "lost"


class InsuranceKind(Worded):
    """What an insurance covers (险种)."""

    COMPULSORY = "compulsory"
    DAMAGE = "damage"
    LIABILITY = "liability"
    THEFT = "theft"


class Beneficiary(Worded):
    """Who is paid first by an insurance (第一受益人)."""

    LENDER = "lender"
    BORROWER = "borrower"
    OTHER = "other"


class PaperKind(Worded):
    """The papers of a vehicle (车辆证件)."""

    REGISTRATION_CERTIFICATE = "registration_certificate"
    DRIVING_LICENCE = "driving_licence"
    INVOICE = "invoice"
    POLICY = "policy"
    MORTGAGE_CONTRACT = "mortgage_contract"


class ValueSource(Worded):
    """Who says what a vehicle is worth (估值来源)."""

    LENDER = "lender"
    MODEL = "model"
    SERVICE = "service"
    APPRAISAL = "appraisal"


class VehicleAlarmKind(Worded):
    """What somebody should look at on a vehicle (车辆预警)."""

    PRICE_FALL = "price_fall"
    SHORTFALL = "shortfall"
    INSURANCE_ENDS = "insurance_ends"
