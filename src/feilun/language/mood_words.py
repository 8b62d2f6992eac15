"""The words `mood_of` listens for: wishes for a person, complaints and anger, in Chinese and English.

Chinese patterns are written in simplified characters; `mood.py` folds traditional ones first. A pattern in a
`NOT_…` list is blanked out before the others are tried: it looks like a sign and is none.
"""

import re

# Only characters that occur in the patterns below: a full converter would cost milliseconds per message.
TRADITIONAL = "轉員請問個換聯係繫話說講談溝導負責經領貨電訴舉報騙評協費會傷價罰詐虛偽誠壞氣媽滾別沒無還為麼嗎幾點時間類機維權師發態惡極滿對應該賠賣場監買誤覺見樣後臺給這讓過們現線確實願專聽義視顧詬罵務來檢驗總錄東車長門開關國產業際單雙碼聲書寫讀學習腦網頁購錢從煩瘋質壓亂嘆"
SIMPLIFIED = "转员请问个换联系系话说讲谈沟导负责经领货电诉举报骗评协费会伤价罚诈虚伪诚坏气妈滚别没无还为么吗几点时间类机维权师发态恶极满对应该赔卖场监买误觉见样后台给这让过们现线确实愿专听义视顾诟骂务来检验总录东车长门开关国产业际单双码声书写读学习脑网页购钱从烦疯质压乱叹"
FOLD = str.maketrans(TRADITIONAL, SIMPLIFIED)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


PERSON = r"(?:人工|真人|活人|客服|专员|坐席|座席|经理|主管|负责人|店长|老板|领导|工作人员)"
HUMAN = (
    r"(?:human(?: being)?s?|(?:real|live|actual) (?:person|people|human|agent|one)|persons?|agents?|representative|rep"
    r"|operator|someone|somebody|manager|supervisor|staff|advis[eo]r|customer (?:service|support|care)|colleague"
    r"|support team|specialist|people|team lead(?:er)?|boss|owner)"
)
_TO_HUMAN = rf"(?:to|with|by|from)\s+(?:\w+\s+){{0,3}}?{HUMAN}\b"

NOT_A_WISH = _any(
    r"\b(?:do|must|should|would|will) (?:i|we) (?:have to|need to|contact|call|ask|speak|talk)\b(?:\s+\w+){0,5}",
    r"人工智能|人工智慧|人工(?:成本|费用?|湖|草坪|草皮|合成|泪液|呼吸|授精|受精|钻石?|培育|养殖|种植|皮革|皮|关节|耳蜗|心脏|降雨|岛|翻译|奶|甜味|色素|香精|石)",
    r"(?:AI|机器人?|智能)(?:客服)?(?:还是|或者?是?)(?:一个|个)?(?:真人|人工|活人)(?:客服)?|(?:是不是|是否|到底是|你是|您是|这是|对面是|那边是|在跟|在和)(?:一个|个)?(?:真人|人工|活人|机器人)(?:客服)?"
    r"(?:(?:还是|或者?是?)(?:一个|个)?(?:真人|人工|活人|机器人)(?:客服)?|还是|吗|么|嘛|呢|吧|在|啊|\?|？|$)",
    r"(?:真人|人工|活人)(?:客服)?(?:还是|或者?是?)(?:AI|机器人?|智能|自动)",
    r"(?:人工|客服)(?:客服|服务|坐席|电话)?(?:的|是)?(?:几点|什么时候|工作时间|上班时间|服务时间|营业时间|在线时间|24小时|多少钱|收费)",
    r"真人(?:实拍|拍摄|试穿|上身|秀|模特|图|视频|cs|版|录音|发音)",
    r"客服(?:跟我|和我|告诉我|之前|昨天|上次|已经|刚才|说|让我|答应|回复|态度)",
    r"\b(?:are|r|is|was|am i|were)\s+(?:you|u|this|it|that|talking|speaking|chatting)\s*(?:to|with)?"
    r"\s*(?:actually|really|even)?\s*an?\s+(?:real |live |actual )?(?:human|person|bot|robot|agent|machine|ai)(?: being)?\b",
    r"\bare (?:you|u) (?:real|human)\b",
    r"\bhuman (?:resources|rights|hair|body|error|size|made|race|nature|grade)\b",
    r"\b(?:travel|real estate|estate|cleaning|insurance|shipping|delivery|bleaching|free|user) agents?\b",
    r"\bin person\b|\bper person\b|\b(?:one|two|three|four|five|six|\d+)[ -](?:person|people)\b|\bperson(?:al|alised|alized)\w*",
    r"\brepresentative (?:sample|of)\b|\b(?:another|other|different|same|second|which|third) person\b",
    r"\b(?:your|the) (?:agent|rep|representative|colleague|manager|staff|operator) "
    r"(?:told|said|promised|was|has|already|yesterday|confirmed)\b",
    r"\bsomeone (?:else|stole|used|took|has|signed|is using|opened|hacked|logged)\b|\bgift for (?:someone|somebody)\b",
    r"\b(?:send|ship|give|transfer|gift|deliver|refer)\s+(?:\w+\s+){0,3}?to\s+(?:some(?:one|body)|(?:a|another|two) (?:person|people)|people)\b",
)

WISH = _any(
    r"(?:要|想)找(?:你们)?的?(?:人员|员工|人(?![工群生家品]))|接线(?:员|客服)|人工(?:入口|通道|窗口|按钮|在哪|怎么)|转(?:到|去|接)?[^，,。]{0,4}(?:客服|专员)|(?:人工[!！。,，\s]*){2,}|有(?:没有)?电话客服",
    r"\b(?:deal|work|communicate|interact|engage)\s+(?:directly )?with\s+(?:an? |the |your )?(?:real |live |actual )?(?:human|person|people|agent|someone|somebody|colleague)\b",
    r"\b(?:put|get|bring|let|ask|send|fetch) (?:me )?(?:an? |the |your )?(?:real |live |actual )?(?:human|supervisor|manager|agent|person|colleague|operator)(?: on\b| over\b| here\b| to (?:look|answer|reply|handle|check|take|call|help)| answer| reply| handle|\W*$)",
    r"\bhand (?:this|it|me) over\b|\b(?:customer care|service|support) (?:executive|agent|representative)\b|^\W*(?:(?:agent|human|operator|representative)\W+){2,}|\bi (?:said|asked for) (?:an? )?(?:human|agent|person|operator)\b",
    rf"转(?:接|到|一下|给|去)*(?:你们的?|一个|个|下)?{PERSON}",
    r"(?:^|[,，。!！ ])(?:客服|人工|真人|活人|人)(?:客服)?(?:呢|在哪|去哪|死哪)|(?:^|[,，。!！ ])换个?人(?:来|吧|$)|不(?:要|想要)(?:自动|机器人?)回复",
    rf"(?:让|叫|喊|请)(?:你们?的?|个|一个|位)*{PERSON}.{{0,2}}(?:来|出来|跟|和|给|接|处理)",
    rf"(?:跟|和|与|同)(?:你们?的?|一个|个)*{PERSON}(?:人员|小姐|先生)?.{{0,3}}(?:说|讲|聊|谈|沟通|对话|通话|交流)",
    r"找人(?:来|问|帮|处理|解决|说|谈|[!！。,，]|$)|接通(?:人工|客服|真人)",
    r"(?:安排|让|请|叫|派)(?:个|一个|一位|位)?(?:工作人员|客服人员|人员|专人|人|同事|专员|客服).{0,6}(?:联系|回电|打电话|致电|找|打给)我",
    r"转(?:不了|不到|了半天)人工|转接$|^转人$|人工转接",
    rf"(?:找|要|叫|换|接|联系|喊|请|派|安排|来|给我|帮我|需要|想要?)(?:个|一个|一下|一位|位|你们的?|下|接|找|叫|联系|转|到)*{PERSON}(?!员?的?(?:电话|号码|微信))",
    r"(?:找|换|叫|派|来)(?:个|一个|位)(?:能|会|懂|管|活的?|真)?(?:说人话|解决|做主|管事|处理|活|真|办事)?的?人(?:来|跟|和|给|说|处理|帮|吧|$)",
    r"^(?:人工|真人|活人)(?:客服|服务|坐席)?(?:呢|在哪|谢谢|快点|啊|吧|来|请|在吗|有吗)*[\s。.!！~～?？]*$",
    r"(?:有没有|有|能不能|可以|可不可以|能|哪里有|怎么)(?:接|转|换|找|联系|叫|上)?(?:到)?(?:人工|真人|活人)(?:客服|服务|坐席)?",
    r"(?:跟|和|与|同)(?:你们的?)?(?:一个|个)?(?:真人|人工|客服|活人|经理|主管|负责人|人)(?:客服)?(?:说|讲|聊|谈|沟通|对话|通话|交流)",
    r"(?:不想|不要|不愿意?|别让我|拒绝)(?:再)?(?:跟|和|与)?(?:你这个?)?(?:机器人?|AI|智能客服)(?:说|聊|讲|谈|回复|客服|了|$)?",
    r"人工(?:客服|服务|坐席)(?:在吗|在么|在不在|谢谢|出来|快来|呢|$|[,，。!！])",
    r"(?:我要|要|直接|请|快|马上|立刻|还是|急需|接|进入?)人工",
    rf"\b(?:speak|talk|chat|connect(?: me)?|transfer(?: me)?|escalate(?: (?:this|it|me))?|put me through|pass me|"
    rf"switch(?: me)?|hand me(?: over| off)?|forward me|route me|get me|get through|speaking|talking)\s+(?:\w+\s+)?{_TO_HUMAN}",
    r"\b(?:need|want|get me|give me|find me|bring me|like|have|reach|call|contact|get hold of|put on|fetch me|prefer)\s+"
    r"(?:an?|the|your|some|any|actual|to see)?\s*(?:real |live |actual )?(?:human(?: being| agent| help| support)?s?|agent|representative|rep|operator|"
    r"real person|live person|manager|supervisor|customer (?:service|support|care)|person(?! (?:al|who))|somebody|someone)\b(?! (?:else|of|besides|to (?!talk|speak|call|chat|contact|answer)))",
    r"^\W*(?:an? |the |live |real |actual )*(?:human|agent|operator|representative|person|live agent|live chat|"
    r"customer (?:service|support|care)|rep)(?: agent| being| person)?(?:[ ,]*(?:please|pls|plz|now|asap))*\W*$",
    r"\bput me (?:in touch|in contact|on) (?:to|with)\b(?:\s+\w+){0,3}",
    r"^\W*(?:ffs|wtf|omg|just|pls|please|hey|hi|hello|no|now|yes|ok)\W+(?:an? |the )?(?:real |live )?(?:human|agent|operator|representative|person)\W*$",
    r"\b(?:human|agent|operator|representative|real person)[ ,]+(?:please|pls|plz|now)\b",
    r"\b(?:is there|can i get|could i get|may i have|let me)\b(?:\s+\w+){0,4}?\s+(?:an? |any )?(?:real |live |actual )?"
    r"(?:human|agent|representative|real person|operator|supervisor|manager)\b",
    r"\b(?:don'?t|do not|not)\s+want\s+(?:to\s+(?:talk|speak|chat)\s+(?:to|with)\s+)?(?:an?|this|the|your|any)\s*(?:stupid |damn )?(?:bot|robot|machine|chatbot|ai)\b",
    r"\b(?:no|stop with the|enough of (?:this|the)) (?:more )?(?:bots?|robots?|chatbots?)\b",
    r"\b(?:can|could|would|will|please have|have) (?:some(?:one|body)|a person|an? (?:agent|human|representative))"
    r"(?: please| real| at your end| from (?:your|the|support)(?: \w+)?)? (?:call|contact|ring|phone|talk|speak|take over)\b",
)

# "I don't need to speak to anyone": a vector hardly knows it from a wish, so the model is not asked about one.
REFUSED_WISH = _any(
    r"\b(?:don'?t|do not|no need|needn'?t|rather not|not)\b(?:\s+\w+){0,3}?\s+(?:speak|talk|chat|call|contact|phone|ring)\b",
    r"(?:不用|不必|不需要|不想|别|无需|没必要)[^，,。]{0,4}(?:打电话|联系|回电|找人|派人|通话)(?!不)",
)

NOT_A_COMPLAINT = _any(
    r"差评(?:会|影响|率|怎么删)",
    r"被(?:人|别人)?(?:恶意)?举报|举报(?:网络|人家|他人|诈骗|电信|别人)|让(?:你们?|您|大家)(?:太|很)?失望|诈骗犯",
    r"(?:有没有|有|看到|看见|很多|不少|那么多|这么多|几条|几个|因为|怕|担心|一堆)(?:人)?(?:的)?差评",
    r"(?:会不会|是不是|不会|怕|担心|防止|避免|小心|以免|谨防)(?:是|被|又)?(?:上当|被?骗|骗子|骗人|诈骗|假货|欺诈)(?:人|了)?",
    r"(?:防|反)(?:诈骗?|骗|欺诈)|诈骗(?:电话|短信|信息|分子)|冒充",
    r"不满意(?:的话)?(?:可以|能|能不能|可不可以|包退|怎么退|就退|退款|是否|,|，)|如果不满意|要是不满意|万一不满意|不满(?:\d|[一二三四五六七八九十百千])",
    r"(?:律师|法务)(?:函|证|资格|考试|袍|咨询服务|专业)",
    r"\b(?:(?:is|isn'?t|was)\s+(?:(?:this|that|the|your)(?: \w+)?|it)|if|whether)\s+(?:(?:this|that|it|the \w+)(?: is)?\s+)?(?:not\s+)?(?:an?\s+)?(?:scam|fraud|rip-?off)\b",
    r"\b(?:scam|fraud)\s+(?:emails?|calls?|texts?|messages?|alerts?|protection|prevention|department|team|detection|warning)\b",
    r"\b(?:avoid|prevent|against|suspected|possible|worried about|book about|books on|about)\s+(?:\w+\s+)?(?:scams?|fraud)\b",
    r"\b(?:no|not an?|without|zero|never had an?|any)\s+complain(?:t|ts)\b|\bcan'?t complain\b|\bcannot complain\b|\bcomplain about nothing\b|\bnothing to complain\b",
    r"\b(?:if|in case)\s+(?:\w+\s+){0,3}?(?:disappointed|dissatisfied|unhappy|not satisfied)\b",
    r"\b(?:not|wasn'?t|weren'?t|never|won'?t be)\s+(?:at all |been )?(?:disappointed|ripped off|cheated|unhappy)\b",
    r"\b(?:lawyers?|attorneys?) (?:bag|case|outfit|gift)\b|\bsue(?:de)\b",
    r"\bchief complaint\b|\bworst case\b",
)

COMPLAINT = _any(
    r"太不(?:负责|专业|像话|讲理|靠谱|合理)|不负责任|(?:客服|店家|卖家|快递员?|员工).{0,4}骂|(?:骂|侮辱|威胁|羞辱)(?:我|客户|顾客)|[三十]倍赔偿|赔偿(?:我|损失)|食药监|药监局|物价局|监管部门|有关部门|(?:电视台|记者|媒体)(?:曝光|反映|爆料)?|(?:是|搞)诈骗|检举你|推脱|推诿|赖账|一拖再拖|失信|出尔反尔|不认账|耍赖",
    r"没(?:有)?(?:一个)?人(?:解决|处理|负责|理我|管)|不会?再(?:来|光顾|相信你)|告你们|(?:一点|毫无|没有任何)(?:进展|诚意|回应)|里面?有(?:虫|头发|异物)|发霉|翻新机|货不对板|图文不符",
    r"\b(?:nobody|no one)(?: has| even)? apologi[sz]ed\b|\bstill no (?:apology|reply|response|answer|solution)\b|\bbeyond a joke\b|\breport(?:ing)? (?:this|it|them) to\b|\b(?:calling|going to) the (?:police|press|authorities)\b|\byou (?:people )?(?:have |'ve )?(?:stole|stolen|robbed|lost my|ruined my|ignored)\b",
    r"\bmisled\b|\bkeeps? (?:promising|lying|ignoring me|making excuses)\b|\bworst (?:purchase|order|product|buy|thing)\b|\b(?:negative|terrible|awful) review\b|\bshame on you\b|\b(?:crooks|thieves)\b|\bthrew my (?:parcel|package)\b|\bmou?ldy\b",
    r"投诉|举报|客诉|申诉你们|(?<![0-9A-Za-z])123[14]5(?![0-9]|是什么)|消协|消费者协会|消保委|消费者委员会|(?:去|找|告到?|闹到|捅到)(?:你们)?工商|工商局(?:见|举报|投诉|告)|市监局|市场监管",
    r"差评(?!率)|给你们?一星|打一星|曝光|起诉|法院见|打官司|律师|(?:已经?|要|就|会|只好|只能)报警|报警(?:了(?!有)|处理你)|维权|媒体爆料|发到?(?:抖音|微博|小红书|网上)(?:去|让)",
    r"虚假(?:宣传|广告|发货)|欺诈|欺骗(?:消费者|顾客|我)|骗(?:人|我|钱|消费者|顾客)|被(?:你们?|他们|商家|卖家|客服|坑)?骗|受骗|一(?:群|帮|伙)骗子|骗子(?:公司|商家|平台|店)|退钱[!！]|(?:要求|必须|给我|得)赔偿|赔我|严重不符|第[三四五六七八九十\d]+次(?:来|找|反映|联系|反馈|投|问同)|上当(?:了|受骗)|卖假货|(?:收到|买到|发|是)(?:的是|了|的|都是)?假货|退一赔|假一赔|黑心|黑店|霸王条款",
    r"(?:服务|态度|质量|体验|售后|物流|效率|客服|品控)(?:真|真的|实在|也|都|这么|怎么这么|那么|非常|特别)*(?:太|很|极其|极度|好|够)?(?:差|烂|恶劣|垃圾|糟糕|糟|坑)(?!别|不多|异|价|额)",
    r"(?:太|很|真|真的|非常|极其|特别|相当|十分)(?:的)?(?:不满意?|失望|坑|不负责任|过分|离谱|差劲|恶劣)|差劲",
    r"(?:给我|必须|要求|要)(?:一个|个)(?:说法|交代|交待|解释)|讨(?:个|一个)?说法|说话不算(?:数|话)|言而无信|不讲信用|店大欺客|推卸责任|踢皮球|没人(?:管|理我|处理|负责)|再也不(?:会|来|买|在)",
    r"\b(?:complain(?:t|ts|ed|ing)?|scam(?:s|med|mers?|ming)?|rip-?offs?|ripped (?:me |us )?off|con artists?)\b",
    r"\b(?:lawyers?|attorneys?|solicitors?|su(?:e|ing)|legal action|small claims|take (?:you|this) to court|see you in court|trading standards"
    r"|better business bureau|bbb|consumer (?:protection|council|rights|affairs|watchdog)|ombudsman|chargeback|report(?:ing)? (?:you|your (?:company|shop|store|business)))\b",
    r"\b(?:this is|that is|you(?:'re| are)|(?:company|shop|store|site|app|firm|business) is|it'?s)\s+(?:an?\s+|just\s+|all\s+|pure\s+|total\s+|such\s+)*(?:fraud|fraudulent|fraudsters?|frauds|criminal)\b",
    r"\b(?:unacceptable|disgraceful|disgusting|appalling|outrageous|false advertising|misleading|deceptive|deceived|cheated|swindled|lied to|inexcusable|disputing (?:this|the) (?:charge|payment)|(?:demand|want|expect) compensation|(?:want|give me) my money back|counterfeit)\b|\b(?:staff|driver|courier|agent|employee|salesperson|colleague|representative)s?\b.{0,30}\b(?:rude|unhelpful|impolite|disrespectful)\b",
    r"\b(?:worst|terrible|awful|horrible|dreadful|shocking|atrocious|abysmal|poor|lousy|bad|shoddy|rubbish|crap(?:py)?|incompetent)\s+(?:\w+\s+)?"
    r"(?:service|support|experience|company|store|shop|customer|quality|communication|treatment|business|seller|delivery)\b",
    r"\b(?:service|support|experience|quality|staff|company|delivery|seller|app)\s+(?:here\s+)?(?:is|are|was|were|has been)\s+(?:\w+\s+){0,2}?(?:terrible|awful|horrible|dreadful|shocking|rude|"
    r"atrocious|abysmal|pathetic|a joke|poor|useless|the worst|rubbish|garbage)\b",
    r"\b(?:very|so|really|extremely|deeply|quite|totally|bitterly|am|i'm) (?:disappointed|dissatisfied|unhappy|let down|upset)\b|\b(?:one|1|zero)[- ]star (?:review|rating)\b|\bbad review\b",
    r"\b(?:second|third|fourth|fifth|sixth|tenth|\d+(?:th|rd|nd)) time (?:i|i'?m|i'?ve|that i|we|contacting|asking|writing|calling)\b|\b(?:messed|screwed) up (?:again|my)|\b(?:really|so|very) (?:poor|bad)\s*[.!]*$",
    r"\b(?:never|not) (?:ever )?(?:buy(?:ing)?|order(?:ing)?|shop(?:ping)?|us(?:e|ing)|do(?:ing)? business)\b(?:\s+\w+){0,5}?\s+again\b|\bwaste of (?:my )?(?:money|time)\b|\b(?:nobody|no one) (?:cares|answers|responds|replies|helps)\b",
)

NOT_ANGER = _any(
    r"气死风|骗子酒馆|坑爹(?:游戏|这个词)",
    r"垃圾(?:桶|袋|箱|分类|处理|邮件|短信|车|铲|篓|夹|食品|站|回收|粉碎|焚烧)|(?:厨余|倒|扔|装|丢|收)垃圾",
    r"滚(?:筒|轮|动|珠|烫|边|圆|刷|梯|针)|翻滚|(?:摇滚|打滚|滚瓜)|愚蠢的问题|蠢萌",
    r"(?:别|不|没|没有|不要|不会|不是|并不|不用)(?:再|很|那么|太)?(?:生气|愤怒|发火|骂人|骂)|消消气",
    r"(?:治|得|生|犯|会)(?:\S{0,2})(?:恶心)|恶心(?:想吐|呕吐|反胃|头晕|的?症状)|(?:感觉|有点|有些|觉得|吃了?|晕车)恶心",
    r"火大(?:了)?(?:会|容易|怎么调)|(?:开|用|调)(?:大)?火大|上火",
    r"\b(?:trash|garbage|rubbish|waste)\s+(?:cans?|bags?|bins?|disposal|disposer|collection|truck|compactor|chute)\b|\btrash folder\b",
    r"\b(?:stupid|silly|dumb)\s+(?:question|q|me)\b|\bdamn (?:good|fine|nice|cute)\b|\bnot\s+(?:an?\s+)?(?:angry|mad|furious|joke|joking|annoyed|upset)\b",
    r"\bhate to (?:bother|ask|be|trouble|disturb)\b|\bangry birds\b|\bmad (?:about|for|men|hatter)\b|\b(?:holy|no) crap\b",
    r"\b(?:useless|stupid)(?: \w+)? without\b|\b(?:holy|bull)\s?mackerel\b|\bhell(?:o|boy)\b",
)

ANGER = _any(
    r"(?:无语|烦|气|恶心|急)(?:疯|炸|爆)|无语死|气坏|你是(?:猪|傻|白痴|死人|聋子)|有完没完|^恶心\W*$|(?:别|少)(?:废话|啰嗦|扯淡|装傻)|答非所问|问了(?:你)?\S{1,3}[遍次]|听不懂人话|聋了|瞎了|去死|有没有搞错",
    r"\bscrew this\b|\bfor the love of god\b|\brubbish (?:bot|service|company|chat)\b|\bare you (?:even|deaf|blind|dumb|serious)\b",
    r"骗子|垃圾|傻[逼比叉屌缺]|煞笔|沙雕|(?<![a-z])(?:sb|tmd|nmd|nmsl|mlgb)(?![a-z])|他妈的?(?!妈)|(?<![妈我你他她婆爸姥])妈的|特么|你妈(?:的|[逼b]|$)|尼玛(?!币)|操你|卧槽|我操|我靠(?![谱近边着在])|草泥马",
    r"滚(?:蛋|开|吧|$|[!！])|王八蛋|混蛋|脑残|智障(?!学校|儿童|人)|废物|白痴|蠢|猪脑|人渣|败类|不要脸|无耻|流氓|奸商|强盗|畜生",
    r"气死|烦死|急死|火大|恼火|窝火|忍无可忍|受够|忍不了|(?:很|太|真|非常|好|特别|更|让人|令人|越来越)(?:生气|愤怒|气愤|无语|可恶|可气|恶心|可恨)|我(?:都|已经|真的|真|很|好)*(?:生气|愤怒|火)了|说了\S{1,3}遍|^靠[,，!！ ]|暴怒",
    r"脑子(?:进水|有病|有问题|坏)|坑爹|坑人|坑钱|恶心人|什么(?:玩意|破|鬼|烂|狗屁)|狗屁|放屁|(?:你们|你|是不是|都|客服)有(?:病|毛病)|耍我|当我(?:傻|是傻子)|糊弄(?:我|谁|人|鬼)|忽悠(?:我|人|谁)|敷衍|(?:他|你)大爷|搞什么(?:鬼|名堂|飞机)?[?？!！]?$|莫名其妙|岂有此理",
    r"\b(?:idiots?|idiotic|stupid|morons?|dumb(?:ass)?|imbeciles?|useless|worthless|clowns?|garbage|trash|crap|bull\s?shit|bs|shit(?:ty|show)?|"
    r"f+u+c+k\w*|f\*+k?\w*|wtf|ffs|damn(?:ed|it)?|goddamn|bloody|liars?|lying|thieves|you thief|crooks?|pathetic|bastards?|assholes?|arseholes?|screw you|shut up|piss(?:ed)?(?: off)?)\b",
    r"\b(?:fed up|sick (?:and tired )?of|furious|livid|angry|outraged|enraged|infuriat\w+|fuming|i hate (?:you|this|your)|(?:i'?ve|i have) (?:really )?had enough(?! (?:money|cash|funds|in|of a|balance|time))|losing my (?:patience|temper|mind)|lost my patience|"
    r"(?:so|very|really) (?:annoying|annoyed|frustrat\w+)|for (?:god|christ|heaven|fuck)(?:'?s)? sake|what a joke|(?:is|are) a joke|are you kidding|you(?:'re| are| must be) (?:kidding|joking)|ridiculous|driving me (?:crazy|mad|insane)|what the hell|how dare you|makes? me (?:sick|mad))\b",
)

PRAISE = _any(
    r"谢谢|多谢|感谢|太好了|太棒|棒|赞|喜欢|爱(?:了|你)|好评|厉害|哈哈|嘻嘻|开心|恭喜|生日快乐|新年快乐|太美|漂亮|好看|好吃|不错|完美|给力|超好|好用|好穿|好玩|很好|辛苦|满意(?<!不满意)|抢到了|收到了|到货|太快了",
    r"\b(?:thanks?|thank you|thx|great|awesome|love|amazing|perfect|wonderful|happy|excellent|congrat\w*|yay|brilliant|fantastic|cool|nice|wow|best|good|yes|haha\w*|lol|excited|beautiful|cheers)\b",
)
GREETING = re.compile(
    r"^\W*(?:hi+|hello+|hey+|你好|您好|在吗|在么|哈喽|嗨|早上好|晚上好|good (?:morning|evening))\W*$", re.IGNORECASE
)

# Words that make a line in capitals a shouted sentence: many people write calm questions with caps lock on.
SPOKEN = frozenset(
    [
        "WHY",
        "STILL",
        "NOW",
        "NEVER",
        "STOP",
        "ANSWER",
        "GIVE",
        "WHERE",
        "NOT",
        "KEEP",
        "JUST",
        "AGAIN",
        "LET",
        "NO",
        "EVEN",
        "SAID",
        "LISTENING",
    ]
)
