"""The words of collateral (车辆档案用词)."""

from huilong.kernel.words import Word, words

COLLATERAL: dict[str, tuple[Word, ...]] = {
    "VinState": words(
        """
        checked | 校验通过 | checked | its check digit is right
        check_fails | 校验位不符 | check digit fails | its country requires a check digit, and this one is wrong
        not_required | 无校验位 | no check digit | its country does not require one
        """
    ),
    "FactKind": words(
        """
        particulars | 车辆信息 | particulars | energy, colour, first registration, new or used
        plate | 车牌号 | plate | kept sealed, shown masked
        mileage | 里程 | mileage | a reading in km
        mortgage | 抵押登记 | mortgage registration | whether the register has the mortgage
        owner | 登记所有人 | owner of record | whose name stands on the certificate
        key | 钥匙 | key | who has which key
        insurance | 保险 | insurance | what is insured with whom until when
        paper | 证件 | paper | a paper of the vehicle, as a file of the case
        """
    ),
    "FactSource": words(
        """
        lender | 贷方资料 | lender | the lender's own records
        borrower | 借款人告知 | borrower | the borrower said so
        paper | 材料 | paper | a paper shows it
        inspection | 现场查看 | inspection | seen at the vehicle
        registry | 车管所 | registry | the vehicle administration says so
        insurer | 保险公司 | insurer | the insurer says so
        device | 车载设备 | device | a device in the vehicle reports it
        """
    ),
    "Energy": words(
        """
        petrol | 汽油 | petrol | burns petrol
        diesel | 柴油 | diesel | burns diesel
        hybrid | 油电混合 | hybrid | cannot be plugged in
        plug_in | 插电混动 | plug-in hybrid | may be plugged in
        range_extended | 增程 | range extended | electric, with an engine that charges
        electric | 纯电 | electric | battery only
        fuel_cell | 燃料电池 | fuel cell | hydrogen
        other | 其他 | other | anything else
        """
    ),
    "MortgageState": words(
        """
        registered | 已登记 | registered | third parties in good faith must respect it
        not_registered | 未登记 | not registered | agreed, but not in the register
        cancelled | 已注销 | cancelled | it was in the register and is no more
        """
    ),
    "OwnerKind": words(
        """
        borrower | 借款人 | borrower | the borrower's own name
        lessor | 出租人 | lessor | the lessor's name: a finance lease
        other | 他人 | somebody else | another name: ask whose, and why
        """
    ),
    "KeyHolder": words(
        """
        borrower | 借款人 | borrower | with the borrower
        lender | 贷方 | lender | with the lender
        yard | 停车场 | yard | with the yard
        lost | 遗失 | lost | nobody has it
        """
    ),
    "InsuranceKind": words(
        """
        compulsory | 交强险 | compulsory | liability the law requires
        damage | 车损险 | damage | damage to the vehicle
        liability | 三者险 | third-party liability | beyond the compulsory one
        theft | 盗抢险 | theft | theft and robbery
        """
    ),
    "Beneficiary": words(
        """
        lender | 贷方 | lender | the lender is paid first
        borrower | 借款人 | borrower | the borrower is paid
        other | 他人 | somebody else | another is paid first
        """
    ),
    "PaperKind": words(
        """
        registration_certificate | 登记证书 | registration certificate | the green book of the vehicle
        driving_licence | 行驶证 | vehicle licence | carried in the vehicle
        invoice | 购车发票 | purchase invoice | what was paid for it
        policy | 保单 | insurance policy | proof of insurance
        mortgage_contract | 抵押合同 | mortgage contract | what was agreed
        """
    ),
    "ValueSource": words(
        """
        lender | 贷方估值 | lender | as the lender's file says
        model | 折旧模型 | depreciation model | our own model
        service | 估值服务 | valuation service | asked of a service outside
        appraisal | 人工评估 | appraisal | somebody looked at the vehicle
        """
    ),
    "VehicleAlarmKind": words(
        """
        price_fall | 跌价 | price fall | worth much less than at the last look
        shortfall | 覆盖不足 | shortfall | worth less than what is owed asks for
        insurance_ends | 保险将到期 | insurance runs out | an insurance ends soon, or has ended
        """
    ),
}
"""Values of collateral's enums."""
