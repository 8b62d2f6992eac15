"""What the bot may say: articles, their history, their files, and what is wrong with them."""

from pathlib import Path

from feilun.interaction.knowledge.api import ROUTES
from feilun.interaction.knowledge.content import (
    LANGUAGES,
    AnswerVariant,
    Article,
    ArticleContent,
    ArticlePhrasing,
    read_content,
    written,
)
from feilun.interaction.knowledge.keeper import (
    Author,
    add_phrasings,
    approve,
    approved,
    article_of,
    draft_article,
    newest,
    put_article,
)
from feilun.interaction.knowledge.rules import body_of, choose_answer, is_in_force
from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="knowledge", routes=ROUTES, migrations=Path(__file__).with_name("migrations"))

__all__ = [
    "CAPABILITY",
    "LANGUAGES",
    "AnswerVariant",
    "Article",
    "ArticleContent",
    "ArticlePhrasing",
    "Author",
    "add_phrasings",
    "approve",
    "approved",
    "article_of",
    "body_of",
    "choose_answer",
    "draft_article",
    "is_in_force",
    "newest",
    "put_article",
    "read_content",
    "written",
]
