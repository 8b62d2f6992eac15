"""Words that say what an opinion is about, for shops and services, in Chinese and English. Written by us.

Chinese in simplified characters; English as stems that a word may start with when they end in `*`.
"""

ASPECTS_ZH: dict[str, str] = {
    "delivery": """物流 快递 送货 配送 发货 派送 到货 收货 包裹 运输 运费 邮费 快递员 骑手 外卖员 顺丰 送达 送到 寄 签收 揽收 送的""",
    "price": """价格 价钱 性价比 便宜 贵 划算 优惠 打折 折扣 降价 涨价 收费 实惠 费用 券 活动价 保价 差价 物超所值 物有所值 不值""",
    "quality": """质量 品质 做工 材质 面料 用料 掉色 褪色 起球 耐用 结实 瑕疵 破损 坏了 坏的 正品 假货 手感 质感 次品 裂 开线 漏水 异味 气味""",
    "service": """服务 客服 售后 态度 回复 处理 解决 投诉 沟通 答复 咨询 保修 维修""",
    "waiting": """等了 等待 排队 久等 等半天 排了 没人接 没人回 等很久 占线 接通 响应""",
    "packaging": """包装 外包装 盒子 纸箱 箱子 泡沫 礼盒 封口 袋子 压坏 压扁""",
    "app": """软件 系统 页面 网页 网站 闪退 卡顿 登录 登不上 界面 小程序 客户端 更新后 版本 验证码 app 下单页 支付页 打不开""",
    "refund": """退款 退货 退钱 换货 退换 退回 赔偿 赔付 补偿 退费 取消订单 退不了""",
    "staff": """店员 员工 服务员 老板 销售 导购 前台 师傅 工作人员 卖家 店家 商家 经理 收银 技师 老师""",
    "size": """尺寸 尺码 大小 偏大 偏小 合身 型号 码数 太大 太小 版型 宽松 紧身 长度 宽度 厚度""",
    "payment": """支付 付款 扣款 扣费 发票 微信支付 支付宝 账单 分期 信用卡 到账 重复扣 续费""",
    "taste": """味道 口感 好吃 难吃 口味 新鲜 分量 菜品 太咸 太甜 太辣 食材 好喝 难喝""",
    "place": """环境 房间 卫生 装修 停车 位置 地段 隔音 噪音 厕所 洗手间 座位 空调 早餐 交通""",
    "look": """外观 颜色 款式 好看 难看 漂亮 色差 图片 实物 设计 造型 颜值 美观""",
    "function": """功能 电池 屏幕 续航 充电 性能 信号 拍照 音质 声音 速度 内存 发热 按键 耗电 像素 配置""",
    "instructions": """说明书 教程 指引 说明 描述 介绍 步骤 安装""",
}
ASPECTS_EN: dict[str, str] = {
    "delivery": "deliver* ship* courier* parcel* package arriv* dispatch* postage freight tracking driver driver's",
    "price": "price* pric* cost* expensive cheap* afford* overprice* discount* coupon* deal deals value fee fees charge* money",
    "quality": "quality material* fabric defect* durab* broke* break* sturdy flimsy craftsmanship faulty crack* torn stain* fake genuine",
    "service": "service* support respon* repl* helpdesk customer-service complain* warranty resolve* resolution",
    "waiting": "wait* queue* line hold slow slowly hours forever",
    "packaging": "packag* box boxes wrap* carton* sealed bubble",
    "app": "app apps website* site webpage* page pages login log-in crash* bug* interface screen* checkout update* glitch* software loading",
    "refund": "refund* return* exchange* compensat* reimburse* money-back cancel*",
    "staff": "staff employee* clerk* manager* agent* cashier* waiter* waitress* assistant* representative* rep reps crew attendant* seller*",
    "size": "size* sizing fit fits fitted tight loose large small length width inch inches",
    "payment": "pay* paid payment* invoice* billing bill billed card cards receipt* subscription* installment*",
    "taste": "taste* tasty flavo* delicious food meal* dish* portion* salty sweet spicy bland",
    "place": "room* clean* dirty location parking noise noisy bathroom* toilet* seat* air-conditioning breakfast decor ambience atmosphere",
    "look": "look* colo* style* design* beautiful ugly picture* photo* appearance",
    "function": "feature* function* batter* charg* performance signal camera sound speaker* memory button* heat* power",
    "instructions": "instruction* manual* tutorial* description* guide* assembl* install* setup documentation",
}
