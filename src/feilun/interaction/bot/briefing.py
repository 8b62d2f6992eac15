"""What an agent is told who takes a conversation over: what was asked, guessed, tried, and why she is called."""

from typing import Any
from uuid import UUID

from feilun.interaction import flows
from feilun.interaction.bot.keeper import queries
from feilun.store import Row, Transaction

_QUESTIONS = 5
_REASONS = {
    "wish": ("客户要求人工", "客戶要求真人客服", "asked for a person"),
    "complaint": ("客户投诉", "客戶投訴", "complains"),
    "anger": ("客户情绪激动", "客戶情緒激動", "is angry"),
    "misses": ("机器人多次未能回答", "機器人多次未能回答", "the bot could not help"),
    "high_value": (
        "重要客户，机器人没有把握",
        "重要客戶，機器人沒有把握",
        "a valued customer, and the bot was not sure",
    ),
    "asked_again": ("同一问题重复提出", "同一問題重複提出", "asked the same again"),
    "failure": ("机器人故障", "機器人故障", "the bot failed"),
    "article": ("此问题由人工处理", "此問題由真人處理", "this question belongs to a person"),
}


async def briefing(
    tx: Transaction, workspace: UUID, conversation: UUID, closing: int | None = None, reason: str = ""
) -> dict[str, Any]:
    """Of this matter alone: what was before the last closing is another one."""
    rows = await tx.all(queries.last_decisions, workspace=workspace, conversation=conversation)
    this = closing if closing is not None else (rows[0]["closing"] if rows else 0)
    rows = [row for row in rows if row["closing"] == this]
    asked = [row["text"] for row in reversed(rows) if row["text"]][-_QUESTIONS:]
    tried = [{"article": row["article"], "title": row["title"]} for row in reversed(rows) if row["route"] == "answer"]
    last = rows[0] if rows else None
    return {
        "reason": reason or (last["reason"] if last else ""),
        "guesses": _guesses(rows),
        "slots": await flows.slots_of(tx, workspace, conversation),
        "tried": tried,
        "questions": asked,
        "page": last["page"] if last else "",
        "evidence": _evidence(last) if last else "",
        "why": last["why"] if last else [],
        "version": last["version"] if last else 0,
        "summary": _summary(asked, tried, reason or (last["reason"] if last else "")),
    }


def _guesses(rows: list[Row]) -> list[dict[str, Any]]:
    """Those of the last question that was recognised at all."""
    return next((row["guesses"] for row in rows if row["guesses"]), [])


def _evidence(row: Row) -> str:
    """The customer's own words that made the bot call a person."""
    return next((str(one["facts"]["evidence"]) for one in row["why"] if one.get("facts", {}).get("evidence")), "")


def _summary(asked: list[str], tried: list[dict[str, Any]], reason: str) -> dict[str, str]:
    """One sentence in each language that an agent may read."""
    questions = " / ".join(text.replace("\n", " ")[:120] for text in asked[-3:]) or "-"
    answers = " / ".join(one["title"] for one in tried if one["title"]) or "-"
    why = _REASONS.get(reason, (reason or "-",) * 3)
    return {
        "zh-CN": f"客户问：“{questions}”。机器人已答：{answers}。转人工原因：{why[0]}。",
        "zh-TW": f"客戶問：「{questions}」。機器人已答：{answers}。轉真人原因：{why[1]}。",
        "en": f"Asked: “{questions}”. Answered by the bot: {answers}. Handed over because: {why[2]}.",
    }
