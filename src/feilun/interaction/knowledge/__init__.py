"""What the bot may say: articles, their history, their files, and what is wrong with them."""

from pathlib import Path

from feilun.interaction.knowledge import api, api_checks, api_files, api_imports
from feilun.interaction.knowledge.checking import WANTED, blocking, check_articles
from feilun.interaction.knowledge.checks import ArticleFinding
from feilun.interaction.knowledge.claims import ArticleConflict, contradictions
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
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="knowledge",
    routes=(*api.ROUTES, *api_checks.ROUTES, *api_files.ROUTES, *api_imports.ROUTES),
    jobs=(Job("knowledge.checks", check_articles, every=2.0, wake=WANTED),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = [
    "CAPABILITY",
    "LANGUAGES",
    "AnswerVariant",
    "Article",
    "ArticleConflict",
    "ArticleContent",
    "ArticleFinding",
    "ArticlePhrasing",
    "Author",
    "add_phrasings",
    "approve",
    "approved",
    "article_of",
    "blocking",
    "body_of",
    "choose_answer",
    "contradictions",
    "draft_article",
    "is_in_force",
    "newest",
    "put_article",
    "read_content",
    "written",
]
