"""The tree a workspace starts with: what shops are asked, in three languages, with the words that point at it."""

from feilun.interaction.summaries.codes import VisitorClass, WrapupCode


def _code(id: str, cn: str, tw: str, en: str, *keywords: str, children: tuple[WrapupCode, ...] = ()) -> WrapupCode:
    return WrapupCode(id, {"zh-CN": cn, "zh-TW": tw, "en": en}, list(keywords), list(children))


_ORDER = _code("order", "订单", "訂單", "Order", children=(
    _code("order-status", "订单查询", "訂單查詢", "Order status", "订单状态", "查订单", "查一下订单", "下单成功", "訂單狀態", "查訂單", "order status", "my order", "order confirmation"),
    _code("order-change", "修改订单", "修改訂單", "Change an order", "改订单", "改地址", "修改地址", "换地址", "改尺码", "改颜色", "改訂單", "改地址", "change my order", "change the address", "wrong address", "change address"),
    _code("order-cancel", "取消订单", "取消訂單", "Cancel an order", "取消订单", "取消", "不想要了", "不要了", "取消訂單", "cancel", "cancel my order"),
))  # fmt: skip
_DELIVERY = _code("delivery", "物流", "物流", "Delivery", children=(
    _code("delivery-where", "物流进度", "物流進度", "Where is it", "快递", "物流", "到哪", "什么时候到", "什么时候发货", "发货", "运单", "包裹", "快遞", "什麼時候到", "什麼時候出貨", "出貨", "where is my", "track", "tracking", "shipped", "parcel", "arrive", "when will it arrive"),
    _code("delivery-late", "延误未到", "延誤未到", "Late or lost", "还没到", "没收到", "一直不发货", "不发货", "延误", "没动", "丢件", "超时", "還沒到", "沒收到", "不出貨", "late", "delayed", "not arrived", "never arrived", "lost", "still waiting"),
    _code("delivery-damaged", "破损少件", "破損少件", "Damaged or incomplete", "破损", "碎了", "摔坏", "少发", "漏发", "少了", "发错", "錯發", "破損", "少發", "damaged", "broken on arrival", "missing item", "wrong item", "arrived broken"),
    _code("delivery-cost", "运费", "運費", "Delivery costs", "运费", "包邮", "邮费", "運費", "免運", "shipping cost", "shipping fee", "free shipping", "delivery fee"),
))  # fmt: skip
_RETURN = _code("return", "退换货", "退換貨", "Returns", children=(
    _code("return-how", "退货", "退貨", "Return", "退货", "怎么退", "七天无理由", "退貨", "怎麼退", "return", "send it back", "return policy"),
    _code("return-exchange", "换货", "換貨", "Exchange", "换货", "换一个", "换个", "换码", "換貨", "換一個", "exchange", "swap", "different size"),
    _code("return-refund", "退款", "退款", "Refund", "退款", "退钱", "到账", "退錢", "refund", "money back"),
))  # fmt: skip
_PRODUCT = _code("product", "商品", "商品", "Product", children=(
    _code("product-question", "商品咨询", "商品諮詢", "Question before buying", "尺码", "材质", "怎么用", "适合", "区别", "推荐", "颜色", "尺寸", "尺碼", "材質", "怎麼用", "推薦", "size", "material", "how do i use", "recommend", "difference", "compatible"),
    _code("product-stock", "库存", "庫存", "Stock", "有货", "现货", "补货", "缺货", "有貨", "現貨", "補貨", "in stock", "out of stock", "restock", "available"),
    _code("product-fault", "质量问题", "品質問題", "Fault", "质量", "坏了", "故障", "不能用", "用不了", "打不开", "开不了机", "保修", "维修", "品質", "壞了", "維修", "broken", "faulty", "defective", "doesn't work", "not working", "warranty", "repair"),
))  # fmt: skip
_PAYMENT = _code("payment", "支付", "付款", "Payment", children=(
    _code("payment-failed", "支付失败", "付款失敗", "Payment failed", "支付失败", "付不了", "付款失败", "扣款", "重复扣", "付款失敗", "payment failed", "card declined", "charged twice", "double charged", "can't pay"),
    _code("payment-invoice", "发票", "發票", "Invoice", "发票", "开票", "抬头", "發票", "統編", "invoice", "receipt", "vat"),
    _code("payment-price", "价格优惠", "價格優惠", "Price and discount", "优惠", "优惠券", "多少钱", "便宜", "降价", "价保", "折扣", "價格", "優惠", "多少錢", "折價", "discount", "coupon", "promo code", "how much", "price"),
))  # fmt: skip
_ACCOUNT = _code("account", "账户", "帳戶", "Account", children=(
    _code("account-login", "登录", "登入", "Sign-in", "登录", "密码", "验证码", "登不上", "登入", "密碼", "驗證碼", "log in", "login", "password", "verification code", "sign in"),
    _code("account-points", "会员积分", "會員點數", "Membership and points", "积分", "会员", "等级", "點數", "會員", "points", "membership", "loyalty"),
    _code("account-privacy", "资料与注销", "資料與註銷", "Personal data", "注销", "删除我的", "隐私", "手机号换", "註銷", "隱私", "delete my account", "my data", "privacy", "unsubscribe"),
))  # fmt: skip
_COMPLAINT = _code("complaint", "投诉", "投訴", "Complaint", children=(
    _code("complaint-service", "服务投诉", "服務投訴", "About service", "投诉", "态度", "举报", "12315", "差评", "投訴", "檢舉", "態度", "complaint", "complain", "rude", "unacceptable"),
    _code("complaint-fraud", "欺诈举报", "詐騙檢舉", "About fraud", "骗子", "被骗", "假货", "欺诈", "詐騙", "假貨", "scam", "fraud", "fake", "counterfeit"),
))  # fmt: skip
_OTHER = _code("other", "其他", "其他", "Other", children=(
    _code("other-praise", "表扬", "讚美", "Praise", "表扬", "点赞", "很满意", "服务很好", "讚", "praise", "well done", "great service"),
    _code("other-cooperation", "合作", "合作", "Business inquiry", "合作", "批发", "供应商", "代理", "招聘", "批發", "供應商", "wholesale", "partnership", "supplier", "job"),
    _code("other-unclear", "无明确问题", "無明確問題", "No clear question"),
))  # fmt: skip

CODES: tuple[WrapupCode, ...] = (_ORDER, _DELIVERY, _RETURN, _PRODUCT, _PAYMENT, _ACCOUNT, _COMPLAINT, _OTHER)

CLASSES: tuple[VisitorClass, ...] = (
    VisitorClass("prospect", {"zh-CN": "潜在客户", "zh-TW": "潛在客戶", "en": "Prospect"}),
    VisitorClass("customer", {"zh-CN": "已购客户", "zh-TW": "已購客戶", "en": "Customer"}),
    VisitorClass("regular", {"zh-CN": "常客", "zh-TW": "常客", "en": "Regular"}),
    VisitorClass("complaining", {"zh-CN": "投诉客户", "zh-TW": "投訴客戶", "en": "Complaining"}),
    VisitorClass("partner", {"zh-CN": "合作方", "zh-TW": "合作方", "en": "Partner"}),
    VisitorClass("advertiser", {"zh-CN": "广告推销", "zh-TW": "廣告推銷", "en": "Advertiser"}),
)
