"""Words of praise and blame in Chinese and English, what turns them and what strengthens them. Written for shops.

Chinese stands in simplified characters, since texts are folded first. No word list of others was used.
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PRAISE_ZH = _set(
    """好 很好 真好 好评 好用 好吃 好看 好喝 好听 好玩 不错 喜欢 满意 推荐 赞 点赞 棒 棒棒哒 完美 优秀 优质 超值 实惠
    划算 便宜 值得 物美价廉 性价比高 物超所值 快速 很快 飞快 神速 及时 准时 迅速 方便 省心 贴心 耐心 热情 周到
    细心 用心 专业 负责 礼貌 友好 亲切 客气 舒服 舒适 柔软 漂亮 美观 精致 精美 结实 耐用 牢固 稳定 流畅 清晰 干净
    整洁 卫生 新鲜 美味 可口 香 正品 靠谱 放心 信赖 信任 惊喜 开心 高兴 愉快 感谢 谢谢 感动 良心 给力 爱了 超爱
    回购 再来 还会来 还会买 下次还来 五星 满分 一流 出色 强大 简单 易用 顺利 合适 合身 不贵 没毛病 无可挑剔 到位
    值 顺滑 高效 齐全 丰富 温馨 安静 宽敞 绝了 yyds 很赞 挺好 还不错 蛮好 解决了 秒回 有耐心 大方 实用 轻便 厚实
    保暖 透气 清爽 好闻 高端 大气 上档次 经典 精彩 感人 生动 有趣 受益 值得一看 值得一读 爱不释手"""
)
BLAME_ZH = _set(
    """差 很差 太差 差评 差劲 不好 难用 难吃 难看 难喝 难闻 失望 不满 不满意 垃圾 烂 糟糕 糟 恶心 坑 坑人 坑爹 骗
    骗人 骗子 欺骗 欺诈 上当 假货 假的 山寨 劣质 次品 残次 破 破损 损坏 坏 坏了 裂 裂开 漏 漏液 漏水 掉色 褪色
    起球 变形 异味 臭 刺鼻 脏 发霉 过期 变质 不新鲜 慢 太慢 很慢 迟 延误 拖延 拖 等了 久等 催 没人理 不理 不回
    敷衍 推诿 踢皮球 态度差 态度恶劣 恶劣 冷漠 不耐烦 没礼貌 粗鲁 凶 贵 太贵 偏贵 涨价 乱收费 不值 不划算 浪费
    后悔 投诉 举报 维权 生气 气死 气愤 愤怒 无语 崩溃 郁闷 烦 烦人 麻烦 复杂 难懂 卡 卡顿 闪退 死机 黑屏
    崩 报错 失败 打不开 登不上 用不了 没用 无用 不能用 不行 错误 发错 错发 少发 漏发 缺货 缺斤少两 偏小 偏大
    不合适 不合身 问题 毛病 缺陷 瑕疵 粗糙 简陋 单薄 廉价 吵 噪音 拥挤 太小 太吵 冷清 不推荐 别买 不要买 再也不
    不会再 没收到 还没到 丢件 丢了 弄丢 找不到 不专业 不负责 不靠谱 不值得 一般般 忽悠 虚假 夸大 缩水 掉漆 发热 烫
    耗电 断 断了 松动 不准 不清晰 模糊 广告太多 强制 霸王 恶意 肤浅 无聊 枯燥 乏味 看不下去 名不副实 骗局 差得远
    难受 痛苦 遗憾 可惜 忍无可忍 受不了"""
)
TURN_ZH = _set(
    """不 没 没有 别 无 未 并非 不是 不太 不怎么 不够 毫无 并不 不算 从不 从未 不会 难以 谈不上 称不上 说不上"""
)
STRONG_ZH = _set("""很 太 非常 特别 超 超级 极其 极 十分 真 真的 真是 实在 相当 最 巨 贼 完全 简直 挺 好""")
WEAK_ZH = _set("""有点 有些 稍微 略 略微 比较 还 还算 一般 勉强 稍""")

PRAISE_EN = _set(
    """good great excellent awesome amazing fantastic wonderful perfect perfectly love loved loves lovely nice best
    better happy pleased satisfied satisfying delighted recommend recommended fast quick quickly prompt promptly
    smooth smoothly easy easily friendly helpful kind polite courteous professional caring attentive patient clean
    comfortable comfy cozy beautiful gorgeous pretty elegant stylish sturdy durable solid reliable trustworthy
    honest fresh delicious tasty yummy cheap affordable reasonable bargain worth worthwhile value impressed
    impressive outstanding superb brilliant stellar flawless seamless enjoy enjoyed enjoyable thank thanks
    grateful appreciate appreciated glad thrilled favorite favourite fun convenient efficient effective responsive
    intuitive useful handy quality top super wow win works worked solved resolved fixed exceeded fabulous terrific
    incredible exceptional phenomenal magnificent superior charming pleasant pleasantly warm welcoming crisp
    bright light quiet safe accurate cool excited exciting interesting engaging moving funny hilarious
    entertaining like liked likes yay spotless generous spacious on-time"""
)
BLAME_EN = _set(
    """bad terrible horrible awful worst worse poor poorly disappointing disappointed disappointment disappoints
    unhappy unsatisfied dissatisfied hate hated hates useless worthless broken broke breaks damaged damage
    defective faulty defect cracked scratched torn leaking leaks dirty filthy smelly stinks stinky rude unfriendly
    unhelpful unprofessional careless lazy incompetent ignored ignore ignoring slow slowly late delayed delay
    delays waiting waited lost missing wrong error errors bug bugs buggy crash crashes crashed freezes frozen
    glitch glitchy laggy fail failed fails failure expensive overpriced pricey ripoff rip-off scam scammed fraud
    fake counterfeit cheat cheated lied liar lies misleading deceptive refused refuse complain complaint
    complaints angry furious frustrated frustrating annoying annoyed upset ridiculous unacceptable outrageous
    disgusting disgusted gross nasty stale expired rotten cold bland tasteless noisy loud cramped uncomfortable
    painful ugly cheaply flimsy junk crap garbage trash rubbish sucks suck sucked waste wasted regret avoid never
    problem problems issue issues trouble difficult hard confusing confused complicated impossible unusable
    unreliable unsafe dangerous cancelled canceled cancel stuck stopped boring dull weak stupid dumb pathetic
    lousy mediocre inferior shoddy sloppy tedious lame sad sadly unfortunately mess messy nightmare joke stolen
    overcharged hassle inconvenient hung disconnected bumpy shrunk faded peeled loose dead dies died weird meh"""
)
TURN_EN = _set(
    """not no never none nothing nobody cannot can't don't doesn't didn't won't wouldn't isn't aren't wasn't weren't
    haven't hasn't hadn't shouldn't couldn't without hardly barely neither nor lack lacks cant dont doesnt didnt
    wont isnt wasnt"""
)
STRONG_EN = _set(
    """very really so extremely absolutely totally completely incredibly super too highly truly such most quite
    utterly"""
)
WEAK_EN = _set("""somewhat slightly little bit fairly rather kinda kind-of sort-of okay ok partly almost""")

PRAISE_SIGNS = frozenset("😀😃😄😁😆😊😍🥰😘😋🤗👍👏🙌💪❤💕💖💯🎉🌹🌟⭐✅😎🥳")
BLAME_SIGNS = frozenset("😞😠😡🤬😢😭😤👎💔🤮🤢😒🙄😩😫😣😖💩❌😑😓")
