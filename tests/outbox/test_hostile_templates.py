"""A template or a mail that is made to take all memory or all time; each of these once did."""

import pytest

from feilun.channels.email.connector import EmailConnector, EmailSettings
from feilun.channels.email.letter import plain
from feilun.delivery import Outbound, SendRefused
from feilun.delivery.outbox.templates import MissingVariable, rendered, template_problem
from feilun.delivery.outbox.tracking import Tracker
from feilun.kernel.ids import new_id

_TWICE = "{% assign a = 'aaaaaaaaaa' %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}"
_EACH = "{% assign x = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}{{ x" + " | replace: 'a', x" * 6 + " }}"


@pytest.mark.parametrize(
    "template",
    [
        _TWICE,
        _EACH,
        "{{ (1..100000000) | join: ',' | size }}",
        "{% assign n = 999999999999 %}{% for i in (1..25) %}{% assign n = n | times: n %}{% endfor %}",
        "{{ customer.name" + " | base64_encode" * 60 + " }}",
        "{% assign a = 'a,b,c,d' | split: ',' %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}",
        "{% assign w = 'ab' | append: customer.long %}{% for i in (1..9999) %}{{ w | upcase | slice: 0 }}{% endfor %}",
        "{% for i in (1..9000) %}{% for j in (1..9000) %}{% endfor %}{% endfor %}",
        "{% for i in (1..1000000000) %}{% endfor %}",
    ],
)
def test_a_template_that_grows_without_end_fails_its_message_alone(template: str) -> None:
    with pytest.raises(MissingVariable):
        rendered({"text": template}, {"customer": {"name": "Lin", "long": "x" * 10_000}})


def test_a_template_with_loops_without_end_is_no_template() -> None:
    assert template_problem("{% for i in (1..9999) %}{% endfor %}" * 1_000)


@pytest.mark.parametrize(
    "hostile", ["{{ customer.__class__ }}", "{{ customer['__class__'].__mro__ }}", "{{ workspace.keys }}"]
)
def test_a_template_does_not_reach_behind_the_customer(hostile: str) -> None:
    with pytest.raises(MissingVariable):
        rendered({"text": hostile}, {"customer": {"name": "Lin"}, "workspace": {"name": "Shop"}})


def test_a_template_reads_no_file() -> None:
    for tag in ("include", "render"):
        with pytest.raises(MissingVariable):
            rendered({"text": f"{{% {tag} '/etc/passwd' %}}"}, {})


def test_usual_filters_still_work_within_the_limits() -> None:
    text = "{{ customer.name | upcase | append: '!' | replace: 'I', 'i' }} {{ 'a,b' | split: ',' | join: '+' }}"
    assert rendered({"text": text}, {"customer": {"name": "Lin"}}) == {"text": "LiN! a+b"}
    assert (
        rendered({"html": "{{ customer.name | append: '&' }}"}, {"customer": {"name": "<b>"}})["html"] == "&lt;b&gt;&"
    )


@pytest.mark.parametrize("part", ["<a ", "<", "<style ", "<script>", "</p", "<head><style>"])
def test_a_mail_of_open_tags_is_read_in_one_go(part: str) -> None:
    html = part * (1_000_000 // len(part))
    Tracker("https://feilun.example", b"key", new_id(), 1).tracked({"html": html})
    plain(html)


def test_words_between_tags_stay_and_styles_go() -> None:
    html = "<head><style>p { color: red }</style></head><p>Hello <a href='https://shop.example/a'>Lin</a></p>a &lt; b"
    assert plain(html) == "Hello Lin\na < b\n"


@pytest.mark.parametrize(
    "address",
    ["lin@shop.example\r\nRCPT TO:<all@shop.example>", "a@b.example, c@d.example", "lin", "<a@b.example>", "a b@c.d"],
)
async def test_an_address_that_says_more_than_one_is_refused_for_good(address: str) -> None:
    connector = EmailConnector(EmailSettings(sender="Shop <shop@feilun.example>"))
    message = Outbound(workspace=new_id(), key="1", customer=new_id(), address=address, content={"text": "Hello"})
    with pytest.raises(SendRefused) as refused:
        await connector.send(message)
    assert refused.value.address_is_dead
