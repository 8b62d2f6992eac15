"""Articles of the shop that all tests know."""

from typing import Any


def words(language: str, text: str, **more: Any) -> dict[str, Any]:
    return {"language": language, "text": text, **more}


def returns(**more: Any) -> dict[str, Any]:
    """How Lin sends something back."""
    return {
        "title": "退货期限",
        "topic": "售后",
        "phrasings": [words("zh-CN", "几天内可以退货？"), words("en", "How long can I return it?")],
        "answers": [words("zh-CN", "签收后 7 天内可以退货。"), words("en", "You may return it within 7 days.")],
        **more,
    }
